/// Everything that the page is written from, put in the order in which it is needed. Decides nothing about wording.
struct PageFacts: Sendable {
    let checkout: Checkout
    let observation: Observation
    let extraction: Extraction
    let graph: CallGraph
    let texts: RepositoryTexts
    let manifest: ManifestFacts
    /// All files with their dependants counted in, most important first.
    let files: [SourceFile]
    let folders: FolderFacts
    private let roles: [String: FileRole]
    private let purposes: CodePurposes
    private let readmeNames: ReadmeNames
    /// Files out of which something was read.
    private let readFiles: Set<String>

    init(checkout: Checkout, observation: Observation, extraction: Extraction, graph: CallGraph, texts: RepositoryTexts) {
        self.checkout = checkout
        self.observation = observation
        readFiles = Set(extraction.types.map(\.file) + extraction.functions.map(\.file) + extraction.imports.map(\.file))
        // What stands outside functions is none: no page says that the code defines `@main()`.
        var declared = extraction
        declared.functions.removeAll(where: \.isEntryCode)
        self.extraction = declared
        self.graph = graph
        self.texts = texts
        manifest = ManifestFacts(texts)
        files = Self.ranked(observation.files, fanIn: graph.fileFanIn)
        folders = FolderFacts(observation: observation, graph: graph, manifests: manifest.manifests)
        purposes = CodePurposes(ModuleMap(observation, manifest.manifests), manifest.manifests)
        readmeNames = ReadmeNames(texts.readme?.text ?? "")
        roles = Dictionary(observation.files.map { ($0.path, $0.role) }, uniquingKeysWith: { first, _ in first })
    }

    static func ranked(_ files: [SourceFile], fanIn: [String: Int]) -> [SourceFile] {
        let lifted = files.map { file in
            var lifted = file
            (lifted.importance, lifted.reasons) = raisedImportance(of: file, fanIn: fanIn[file.path] ?? 0)
            return lifted
        }
        return lifted.sorted { ($1.importance, $0.path) < ($0.importance, $1.path) }
    }

    var sources: [SourceFile] { files.filter { $0.role == .source } }

    var isDocumentation: Bool {
        sources.isEmpty && files.contains { $0.role == .documentation } && !files.contains { $0.role == .test }
    }

    /// Fewer files than a list of them would need.
    var isTiny: Bool { files.count <= 3 }

    /// The language with the most lines of source, or of anything where there is no source.
    var primaryLanguage: String? {
        let counted = sources.isEmpty ? files : sources
        let lines = Dictionary(counted.map { ($0.language, $0.lines) }, uniquingKeysWith: +).filter { $0.key != "Other" && $0.value > 0 }
        return lines.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    /// Languages with source files out of which no declaration and no import was read, and how many files those are.
    var unreadLanguages: [(language: String, files: Int)] {
        let byLanguage = Dictionary(grouping: sources.filter { $0.lines > 0 && $0.language != "Other" }, by: \.language)
        return byLanguage.filter { !$0.value.contains { readFiles.contains($0.path) } }.map { ($0.key, $0.value.count) }
            .sorted { ($1.files, $0.language) < ($0.files, $1.language) }
    }

    /// Whether the files that were read are a good part of the code: the centre of a helper's script is not that of a service beside it.
    var isMostlyRead: Bool {
        let unread = Set(unreadLanguages.map(\.language))
        func lines(_ isUnread: Bool) -> Int { sources.filter { unread.contains($0.language) == isUnread }.reduce(0) { $0 + $1.lines } }
        return lines(false) * 2 >= lines(true)
    }

    var wasParsed: Bool { !extraction.types.isEmpty || !extraction.functions.isEmpty }

    func role(of path: String) -> FileRole? { roles[path] }

    func purpose(of path: String) -> CodePurpose { purposes.purpose(of: path) }

    /// Whether the README shows a name in code.
    func isInReadme(_ name: String) -> Bool { readmeNames.contains(name) }

    /// Tests and examples use the project; they are not what it consists of.
    func isOwnCode(_ path: String) -> Bool {
        switch role(of: path) {
        case .test, .example, .generated, .vendored: false
        default: true
        }
    }
}
