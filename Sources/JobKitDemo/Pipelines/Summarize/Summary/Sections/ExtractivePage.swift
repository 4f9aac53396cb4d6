/// The page as a newcomer reads it: what this is, how it is laid out, what is central, what it needs, how to run it, where to
/// start, and what was not looked at. A section that has nothing to say is not there.
enum ExtractivePage {
    static let author = "extractive"

    static func text(_ facts: PageFacts) -> String {
        let sections = [
            OpeningSection.lines(facts),
            LayoutSection.lines(facts),
            CentralSection.lines(facts),
            DependencySection.lines(facts),
            CommandSection.lines(facts),
            ReadingSection.lines(facts),
            NotesSection.lines(facts),
        ]
        return sections.filter { !$0.isEmpty }.joined(separator: [""]).joined(separator: "\n") + "\n"
    }
}
