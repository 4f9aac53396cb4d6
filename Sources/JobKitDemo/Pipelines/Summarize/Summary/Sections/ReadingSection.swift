/// Where to start: three to six files in the order in which to open them, each with a reason.
enum ReadingSection {
    private static let limit = 6
    private static let enough = 3

    static func lines(_ facts: PageFacts) -> [String] {
        guard facts.files.count > 1 else { return [] }
        let steps = steps(facts)
        guard !steps.isEmpty else { return [] }
        let items = steps.enumerated().map { "\($0.offset + 1). \(MarkdownText.code($0.element.path)): \($0.element.reason)." }
        return ["## Where to start reading", ""] + items
    }

    private static func steps(_ facts: PageFacts) -> [(path: String, reason: String)] {
        var steps: [(path: String, reason: String)] = []
        func add(_ path: String?, _ reason: @autoclosure () -> String) {
            guard let path, steps.count < limit, !steps.contains(where: { $0.path == path }) else { return }
            steps.append((path, reason()))
        }
        add(facts.texts.readme?.path, "what the project says about itself")
        if !facts.isTiny { add(facts.manifest.path, "the manifest") }
        let isLibrary = facts.isLibrary
        let start = facts.entryPoints.first { facts.purpose(of: $0.file) <= .companion }
        if !isLibrary, let start { add(start.file, "the program starts here, at line \(start.line)") }
        for (rank, declaration) in facts.centralTypes.prefix(isLibrary ? 3 : 2) {
            let kind = declaration.map { MarkdownText.literal($0.kind) } ?? "type"
            add(rank.file, "declares the \(kind) \(MarkdownText.code(rank.name))\(use(rank))")
        }
        if isLibrary, steps.count < limit - 1, !facts.manifest.commands.isEmpty, let start {
            add(start.file, "a program starts here, at line \(start.line)")
        }
        if let test = test(facts) { add(test.path, "a test that uses \(MarkdownText.code(test.name))") }
        if let (rank, _) = facts.centralFunctions.first(where: { entry in !steps.contains { $0.path == entry.rank.file } }) {
            add(rank.file, "defines \(CentralSection.shown(rank.name))\(calls(rank))")
        }
        // Where no code was read, the files that look most important by their place and kind.
        for file in facts.files where steps.count < (facts.wasParsed ? enough : limit - 1) && file.lines > 0 && file.importance > 0 {
            guard [.source, .documentation, .manifest].contains(file.role) else { continue }
            guard file.role != .source || facts.purpose(of: file.path) <= .companion else { continue }
            add(file.path, reason(file, facts))
        }
        return steps
    }

    private static func reason(_ file: SourceFile, _ facts: PageFacts) -> String {
        let size = Wording.count(file.lines, "line")
        if let title = facts.texts.titles[file.path] { return "“\(title)”, \(size)" }
        let reasons = file.reasons.filter { $0 != "source" }.map { MarkdownText.literal($0) }.filter { !$0.isEmpty }
        return (reasons + [size]).joined(separator: ", ")
    }

    private static func use(_ rank: RankedName) -> String {
        rank.fanIn > 0 ? ", used in \(CentralSection.files(rank.fanIn))" : ""
    }

    private static func calls(_ rank: RankedName) -> String {
        rank.callers?.first.map { ", which \(CentralSection.shown($0)) calls" } ?? ""
    }

    /// The test file that calls one of the central names most often.
    private static func test(_ facts: PageFacts) -> (path: String, name: String)? {
        for (rank, _) in facts.centralTypes.prefix(4) {
            let name = rank.name.split(separator: ".").last.map(String.init) ?? rank.name
            let users = facts.extraction.functions.filter { function in
                facts.role(of: function.file) == .test && function.calls.contains { $0 == name || $0.hasPrefix(name + ".") }
            }
            let counts = Dictionary(users.map { ($0.file, 1) }, uniquingKeysWith: +)
            if let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) { return (most.key, rank.name) }
        }
        return nil
    }
}
