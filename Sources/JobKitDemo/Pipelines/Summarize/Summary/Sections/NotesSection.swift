/// The last lines: how the page came about, and what it says nothing of.
enum NotesSection {
    private static let limit = 6

    static func lines(_ facts: PageFacts) -> [String] {
        ["## What was not looked at", "", sentences(facts).joined(separator: " ")]
    }

    static func sentences(_ facts: PageFacts) -> [String] {
        var sentences = [method(facts)]
        for (language, files) in facts.unreadLanguages.prefix(3) {
            let noun = files == 1 ? "file was" : "files were"
            let number = Wording.capitalized(Wording.word(files))
            sentences.append("\(number) \(MarkdownText.literal(language)) \(noun) counted, but not read for declarations.")
        }
        let notes = ManifestFacts.unique(facts.observation.notes + facts.extraction.notes)
            .map { Wording.sentence(MarkdownText.literal(Sentences.prefix(of: $0, characters: 240))) }.filter { !$0.isEmpty }
        sentences += notes.prefix(limit)
        if notes.count > limit {
            let left = notes.count - limit
            sentences.append("\(Wording.capitalized(Wording.words(left, "further note"))) \(left == 1 ? "is" : "are") left out here.")
        }
        return sentences
    }

    private static func method(_ facts: PageFacts) -> String {
        guard facts.wasParsed else { return "Nothing was built or run; the page rests on the names, sizes and texts of the files." }
        return "Nothing was built or run; calls and uses were matched by name, so an indirect one may be missing."
    }
}
