/// The skills stage: what the tracked files of a clone say of languages, frameworks and tools.
///
/// Opens what `Observer` opens and nothing else: regular files inside the clone, no link followed. Vendored and generated files are somebody
/// else's skills.
struct SkillFinder: Sendable {
    /// The most manifests and sources that are read: the product's before those of tests and examples, nearest to the root first.
    static let manifests = 100
    static let sources = 4_000
    /// Longer paths are no evidence that anybody could read.
    static let pathBytes = 512
    /// Imports stand at the beginning of a file.
    static let sourceBytes = 64 * 1024

    /// - Parameter progress: called with fractions from 0 to 1.
    func find(in checkout: Checkout, progress: @escaping @Sendable (Double) async -> Void = { _ in }) async throws -> [Skill] {
        let observation = try await Observer().observe(checkout) { await progress($0 / 2) }
        let files = observation.files.filter { $0.role != .vendored && $0.role != .generated && $0.path.utf8.count <= Self.pathBytes }
        let byDepth = files.map { SkillFile($0) }.sorted { $0.order < $1.order }
        return try await withTaskExecutorPreference(FileReadingExecutor.shared) {
            var draft = SkillDraft()
            for file in byDepth.filter({ ManifestMentions.reader(for: $0.path) != nil }).prefix(Self.manifests) {
                try Task.checkCancellation()
                readManifest(file, of: checkout, into: &draft)
            }
            let sources = byDepth.filter { ImportMentions.byLanguage[$0.file.language] != nil }.prefix(Self.sources)
            for (index, file) in sources.enumerated() {
                try Task.checkCancellation()
                readImports(file, of: checkout, into: &draft)
                if index % 64 == 63 { await progress(0.5 + Double(index + 1) / Double(2 * sources.count)) }
            }
            // Lock files are generated, and say which tool does it.
            let locks = observation.files.filter { $0.role == .generated && NameLists.lockFiles.contains(PathParts($0.path).lowerName) }
            for file in byDepth + locks.map({ SkillFile($0) }).sorted(by: { $0.order < $1.order }) {
                for row in SkillTable.rows(forPath: file.path) { draft.add(row, .init(file: file.path, line: 1), isAside: file.isAside) }
            }
            addPackageManager(byDepth, to: &draft)
            await progress(1)
            return Self.languages(byDepth) + draft.finish()
        }
    }

    private func readManifest(_ file: SkillFile, of checkout: Checkout, into draft: inout SkillDraft) {
        guard let read = ManifestMentions.reader(for: file.path),
            let text = RepositoryTexts.text(of: file.path, in: checkout.directory)
        else { return }
        for mention in read(file.path, text) { draft.add(mention, in: file.path, isAside: file.isAside) }
    }

    private func readImports(_ file: SkillFile, of checkout: Checkout, into draft: inout SkillDraft) {
        guard let read = ImportMentions.byLanguage[file.file.language],
            let text = RepositoryTexts.text(of: file.path, in: checkout.directory)
        else { return }
        let start = NonCode.blanked(String(decoding: text.utf8.prefix(Self.sourceBytes), as: UTF8.self), file.file.language)
        for mention in TextLines.mentions(in: start, read) { draft.add(mention, in: file.path, isAside: file.isAside) }
        guard file.file.language == "Python", file.file.role == .test else { return }
        for mention in ImportMentions.plainTests(in: start) { draft.add(mention, in: file.path, isAside: file.isAside) }
    }

    /// A package.json without a sign of another manager is npm's, which comes with Node.
    private func addPackageManager(_ files: [SkillFile], to draft: inout SkillDraft) {
        guard !["pnpm", "Yarn", "Bun", "Deno", "npm"].contains(where: draft.has),
            let manifest = files.first(where: { PathParts($0.path).lowerName == "package.json" })
        else { return }
        for row in SkillTable.rows(for: SkillMention("manager", "npm")) {
            draft.add(row, .init(file: manifest.path, line: 1), isAside: manifest.isAside)
        }
    }

    /// The language with the most lines first; its longest files are the evidence, the product's before others.
    private static func languages(_ files: [SkillFile]) -> [Skill] {
        var byLanguage: [String: [SkillFile]] = [:]
        for file in files where names.contains(file.file.language) && file.file.lines > 0 {
            byLanguage[file.file.language, default: []].append(file)
        }
        let counted = byLanguage.map { (name: $0.key, lines: $0.value.reduce(0) { $0 + $1.file.lines }, files: $0.value) }
        return counted.sorted { ($1.lines, $0.name) < ($0.lines, $1.name) }.map { language in
            let longest = language.files.sorted { first, second in
                (first.weight, second.file.lines, first.path) < (second.weight, first.file.lines, second.path)
            }
            let evidence = longest.prefix(SkillDraft.evidence).map { Skill.Evidence(file: $0.path, line: 1) }
            return Skill(name: language.name, category: .language, evidence: evidence)
        }
    }

    /// What the language table calls programming, without the files of tools.
    private static let names: Set<String> = Set(LanguageTable.rows.filter { $0.kind == .programming }.map(\.name)).subtracting([
        "Makefile", "CMake", "Meson", "Dockerfile", "Just", "Template", "Jupyter Notebook", "Starlark",
    ])
}

/// An observed file, and how telling it is.
private struct SkillFile: Sendable {
    let file: SourceFile
    /// Whether it is a test, an example or a script: what it is made with is not what the product is made with.
    let isAside: Bool
    private let depth: Int

    init(_ file: SourceFile) {
        self.file = file
        depth = file.path.utf8.count { $0 == UInt8(ascii: "/") }
        let folders = PathParts(file.path).lowerDirectories
        let names = NameLists.testDirectories.union(NameLists.exampleDirectories).union(NameLists.toolingDirectories)
        isAside = file.role == .test || file.role == .example || folders.contains(where: names.contains)
    }

    var path: String { file.path }
    /// What is made with a language shows in sources, more than in the manifest that is written in it.
    var weight: Int { isAside ? 2 : file.role == .source ? 0 : 1 }
    var order: (Int, Int, String) { (isAside ? 1 : 0, depth, file.path) }
}
