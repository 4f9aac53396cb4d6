/// The last lines: how the page came about, and what it says nothing of.
enum NotesSection {
    private static let limit = 6

    static func lines(_ facts: PageFacts) -> [String] {
        ["## What was not looked at", "", sentences(facts).joined(separator: " ")]
    }

    static func sentences(_ facts: PageFacts) -> [String] {
        var sentences = [method(facts)]
        sentences += [languages(facts), binaries(facts), pointers(facts), large(facts)].filter { !$0.isEmpty }
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
        return "Nothing was built or run; a call was followed only where the text tells whose function it means."
    }

    private static func languages(_ facts: PageFacts) -> String {
        let names = facts.unreadLanguages.map { MarkdownText.literal($0.language) }
        guard !names.isEmpty else { return "" }
        return "Code in \(Wording.list(names, atMost: 3, rest: "language")) was counted, but not read for declarations."
    }

    private static func binaries(_ facts: PageFacts) -> String {
        let words = PageFacts.binaries(among: facts.files)
        guard !words.isEmpty else { return "" }
        return "\(Wording.capitalized(words)), \(facts.binaryFiles.count == 1 ? "was" : "were") not read."
    }

    private static func pointers(_ facts: PageFacts) -> String {
        let pointers = facts.pointerFiles
        guard let first = pointers.first else { return "" }
        let bytes = pointers.reduce(0) { $0.addingReportingOverflow($1.pointsToBytes ?? 0).partialValue }
        let size = ByteWords.size(max(bytes, 0))
        if pointers.count == 1 { return "\(MarkdownText.code(first.path)) (\(size)) is kept in Git LFS and was not fetched." }
        return "\(Wording.capitalized(Wording.words(pointers.count, "file"))) (\(size)) are kept in Git LFS and were not fetched."
    }

    private static func large(_ facts: PageFacts) -> String {
        let names = facts.largeFiles.map { "\(MarkdownText.code($0.path)) (\(ByteWords.size($0.bytes)))" }
        guard !names.isEmpty else { return "" }
        return "Large \(names.count == 1 ? "is" : "are") \(Wording.list(names, atMost: 3, rest: "file"))."
    }
}
