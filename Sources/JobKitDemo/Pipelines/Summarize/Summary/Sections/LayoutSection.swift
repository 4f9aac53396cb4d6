/// Modules and folders with a clause each, and in words what builds on what.
enum LayoutSection {
    private static let limit = 10

    static func lines(_ facts: PageFacts) -> [String] {
        let folders = facts.folders
        guard !facts.isTiny, !folders.modules.isEmpty || !folders.others.isEmpty else { return [] }
        let located = folders.modules.filter { $0.path != nil }
        let beside = together(located.filter { !$0.isOwn } + folders.others)
        let listed =
            largest(located.filter(\.isOwn)) + beside.filter(\.isOwn) + beside.filter { !$0.isOwn && !$0.isTests }
            + beside.filter(\.isTests)
        let shown = listed.count > limit + 1 ? Array(listed.prefix(limit)) : listed
        var lines = ["## How it is laid out", ""] + shown.map { item($0, facts) }
        let hidden = listed.dropFirst(shown.count)
        if !hidden.isEmpty {
            let names = hidden.map { MarkdownText.code($0.path ?? $0.module ?? "") }
            lines.append("- And \(Wording.list(names, atMost: 8, rest: "folder")).")
        }
        lines += root(facts)
        let words = LayerWording.sentences(facts)
        return words.isEmpty ? lines : lines + ["", words]
    }

    /// Where there are more modules than a reader wants to see, the largest come first; each lot in the order of the layers.
    private static func largest(_ folders: [FolderFacts.Folder]) -> [FolderFacts.Folder] {
        guard folders.count > limit else { return folders }
        let first = Set(folders.sorted { ($1.lines, $0.path ?? "") < ($0.lines, $1.path ?? "") }.prefix(limit).compactMap(\.path))
        func isFirst(_ folder: FolderFacts.Folder) -> Bool { folder.path.map(first.contains) ?? false }
        return folders.filter(isFirst) + folders.filter { !isFirst($0) }
    }

    /// Many folders of tests or examples in one are told as that one.
    private static func together(_ folders: [FolderFacts.Folder]) -> [FolderFacts.Folder] {
        func top(_ folder: FolderFacts.Folder) -> Substring? { folder.isOwn ? nil : folder.path?.split(separator: "/").first }
        let counts = Dictionary(folders.compactMap(top).map { ($0, 1) }, uniquingKeysWith: +)
        var told: Set<Substring> = []
        return folders.compactMap { folder in
            guard let top = top(folder), counts[top, default: 0] > 2 else { return folder }
            guard told.insert(top).inserted else { return nil }
            let files = folders.filter { Self.isBelow(top, $0) }.flatMap(\.files)
            return FolderFacts.Folder(module: nil, path: String(top), files: files)
        }
    }

    private static func isBelow(_ top: Substring, _ folder: FolderFacts.Folder) -> Bool {
        !folder.isOwn && folder.path?.split(separator: "/").first == top
    }

    /// Sources that stand in no folder.
    private static func root(_ facts: PageFacts) -> [String] {
        let modules = facts.folders.modules.compactMap(\.path)
        let names = facts.sources.map(\.path).filter { !$0.contains("/") && !modules.contains($0) }.map(MarkdownText.code)
        return names.isEmpty ? [] : ["- In the root: \(Wording.list(names, atMost: 4, rest: "source"))."]
    }

    private static func item(_ folder: FolderFacts.Folder, _ facts: PageFacts) -> String {
        let path = folder.path ?? folder.module ?? ""
        var name = MarkdownText.code(path)
        if let module = folder.module, let last = path.split(separator: "/").last, last != module {
            name = "\(MarkdownText.code(module)) in \(name)"
        }
        let lines = folder.lines > 0 ? ", \(Wording.count(folder.lines, "line"))" : ""
        let size = "(\(Wording.count(folder.files.count, "file"))\(lines))"
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
        let roles = Set(folder.files.map(\.role))
        if folder.role == .source, roles.contains(.test) { return "sources and tests" + written(folder, .source) }
        // What explains, describes and configures a folder's contents is a part of any.
        let isMixed = roles.subtracting([.manifest, .configuration, .documentation, folder.role ?? .source]).isEmpty == false
        let noun: String =
            switch folder.role {
            case .source: "sources" + written(folder, .source)
            case .test: isData(folder) ? "test data" : "tests" + written(folder, .test)
            case .example: examples(folder) + written(folder, .example)
            case .documentation: isOfDocuments(folder) ? "documentation" + written(folder, .documentation) : "documentation and data"
            case .manifest: "manifests"
            case .configuration: "configuration"
            case .asset: "assets"
            case .generated: "generated files"
            case .vendored: "code from elsewhere"
            case nil: "files"
            }
        return isMixed ? "mostly " + noun : noun
    }

    /// The language of most lines that play this part; what only configures or holds data is no language that a test is written in.
    private static func written(_ folder: FolderFacts.Folder, _ role: FileRole) -> String {
        let kinds: Set<Language.Kind> = role == .documentation ? [.prose, .programming] : [.programming]
        let files = folder.files.filter { $0.role == role && kinds.contains(LanguageTable.kind(of: $0.language)) }
        let languages = Dictionary(files.map { ($0.language, $0.lines) }, uniquingKeysWith: +)
        let language = languages.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        // Where most files are something else, the language is not said.
        let all = folder.files.count { $0.role == role }
        guard let language, files.count(where: { $0.language == language }) * 2 >= all else { return "" }
        return " in " + MarkdownText.literal(language)
    }

    /// Whether most of its lines are no code.
    private static func isData(_ folder: FolderFacts.Folder) -> Bool {
        let code = folder.files.filter { LanguageTable.kind(of: $0.language) == .programming }.reduce(0) { $0 + $1.lines }
        return code * 2 < folder.lines
    }

    private static func isOfDocuments(_ folder: FolderFacts.Folder) -> Bool {
        let documents = folder.files.filter { $0.role == .documentation }.reduce(0) { $0 + $1.lines }
        return documents * 2 >= folder.lines
    }

    /// Such folders are told from the product alike, and are called what they are.
    private static func examples(_ folder: FolderFacts.Folder) -> String {
        let names = (folder.path ?? "").lowercased().split(separator: "/")
        if names.contains(where: { $0.hasPrefix("benchmark") }) { return "benchmarks" }
        return names.contains { $0.hasPrefix("demo") } ? "demos" : "examples"
    }
}
