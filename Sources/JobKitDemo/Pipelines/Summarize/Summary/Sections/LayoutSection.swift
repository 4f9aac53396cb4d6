/// Modules and folders with a clause each, and in words what builds on what.
enum LayoutSection {
    private static let limit = 10

    static func lines(_ facts: PageFacts) -> [String] {
        let folders = facts.folders
        guard !facts.isTiny, !folders.modules.isEmpty || !folders.others.isEmpty else { return [] }
        let located = folders.modules.filter { $0.path != nil }
        let listed = located.filter { !$0.isTests } + folders.others.filter { !$0.isTests } + (located + folders.others).filter(\.isTests)
        let shown = listed.count > limit + 1 ? Array(listed.prefix(limit)) : listed
        var lines = ["## How it is laid out", ""] + shown.map { item($0, facts) }
        let hidden = listed.dropFirst(shown.count)
        if !hidden.isEmpty {
            let files = hidden.reduce(0) { $0 + $1.files.count }
            lines.append("- \(Wording.capitalized(Wording.words(hidden.count, "more folder"))) with \(Wording.count(files, "file")).")
        }
        lines += root(facts)
        let words = LayerWording.sentences(facts)
        return words.isEmpty ? lines : lines + ["", words]
    }

    /// Sources that stand in no folder.
    private static func root(_ facts: PageFacts) -> [String] {
        let modules = facts.folders.modules.compactMap(\.path)
        let names = facts.sources.map(\.path).filter { !$0.contains("/") && !modules.contains($0) }.map(MarkdownText.code)
        return names.isEmpty ? [] : ["- The root holds \(Wording.list(names, atMost: 4, rest: "source"))."]
    }

    private static func item(_ folder: FolderFacts.Folder, _ facts: PageFacts) -> String {
        let path = folder.path ?? folder.module ?? ""
        var name = MarkdownText.code(path)
        if let module = folder.module, let last = path.split(separator: "/").last, last != module {
            name = "\(MarkdownText.code(module)) in \(name)"
        }
        let size = "(\(Wording.count(folder.files.count, "file")), \(Wording.count(folder.lines, "line")))"
        guard !folder.files.isEmpty else { return "- \(name)." }
        return "- \(name) \(size) \(clause(folder, facts))."
    }

    /// What the folder declares, or failing that what sort of files it holds.
    private static func clause(_ folder: FolderFacts.Folder, _ facts: PageFacts) -> String {
        let paths = Set(folder.files.map(\.path))
        if folder.role == .source {
            let central = facts.centralTypes.map(\.rank).filter { paths.contains($0.file) }.map(\.name)
            let types = facts.extraction.types.filter { paths.contains($0.file) && !$0.name.contains(".") }
            let declared = types.filter(\.isPublic).map(\.name) + types.filter { !$0.isPublic }.map(\.name)
            let names = ManifestFacts.unique(central + declared)
            if !names.isEmpty { return "declares " + Wording.list(names.map(MarkdownText.code), atMost: 3, rest: "type") }
            let functions = facts.extraction.functions.filter { paths.contains($0.file) && $0.container == nil }.map(\.baseName)
            let calls = ManifestFacts.unique(functions).map { MarkdownText.code($0 + "()") }
            if !calls.isEmpty { return "defines " + Wording.list(calls, atMost: 3, rest: "function") }
        }
        let titles = folder.files.compactMap { facts.texts.titles[$0.path] }.map { "“\($0)”" }
        let named = folder.role == .documentation && !titles.isEmpty ? ", such as \(Wording.list(Array(titles.prefix(3))))" : ""
        return "holds " + contents(folder) + named
    }

    private static func contents(_ folder: FolderFacts.Folder) -> String {
        let languages = Dictionary(folder.files.map { ($0.language, 1) }, uniquingKeysWith: +).filter { $0.key != "Other" }
        let language = languages.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        let written = language.map { " in " + MarkdownText.literal($0) } ?? ""
        let isMixed = Set(folder.files.map(\.role)).count > 1
        let noun: String =
            switch folder.role {
            case .source: "sources" + written
            case .test: "tests" + written
            case .example: "examples" + written
            case .documentation: "documentation" + written
            case .manifest: "manifests"
            case .configuration: "configuration"
            case .asset: "assets"
            case .generated: "generated files"
            case .vendored: "code from elsewhere"
            case nil: "files"
            }
        return isMixed ? "mostly " + noun : noun
    }
}
