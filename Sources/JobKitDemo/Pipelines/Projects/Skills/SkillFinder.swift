/// The skills stage: what the tracked files of a clone say of languages, frameworks and tools.
///
/// Opens what `Observer` opens and nothing else: regular files inside the clone, no link followed. Vendored and generated files are somebody
/// else's skills.
struct SkillFinder: Sendable {
    /// The most manifests and sources that are read, nearest to the root first.
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
        let byDepth = files.map { (depth: $0.path.utf8.count { $0 == UInt8(ascii: "/") }, file: $0) }
            .sorted { ($0.depth, $0.file.path) < ($1.depth, $1.file.path) }.map(\.file)
        return try await withTaskExecutorPreference(FileReadingExecutor.shared) {
            var draft = SkillDraft()
            for file in byDepth.filter({ ManifestMentions.reader(for: $0.path) != nil }).prefix(Self.manifests) {
                try Task.checkCancellation()
                readManifest(file, of: checkout, into: &draft)
            }
            let sources = byDepth.filter { ImportMentions.byLanguage[$0.language] != nil }.prefix(Self.sources)
            for (index, file) in sources.enumerated() {
                try Task.checkCancellation()
                readImports(file, of: checkout, into: &draft)
                if index % 64 == 63 { await progress(0.5 + Double(index + 1) / Double(2 * sources.count)) }
            }
            // Lock files are generated, and say which tool does it.
            let locks = observation.files.filter { $0.role == .generated && NameLists.lockFiles.contains(PathParts($0.path).lowerName) }
            for file in files + locks {
                for row in SkillTable.rows(forPath: file.path) { draft.add(row.name, row.category, .init(file: file.path, line: 1)) }
            }
            await progress(1)
            return Self.languages(files) + draft.finish()
        }
    }

    private func readManifest(_ file: SourceFile, of checkout: Checkout, into draft: inout SkillDraft) {
        guard let read = ManifestMentions.reader(for: file.path),
            let text = RepositoryTexts.text(of: file.path, in: checkout.directory)
        else { return }
        for mention in read(text) { draft.add(mention, in: file.path) }
    }

    private func readImports(_ file: SourceFile, of checkout: Checkout, into draft: inout SkillDraft) {
        guard let read = ImportMentions.byLanguage[file.language],
            let text = RepositoryTexts.text(of: file.path, in: checkout.directory)
        else { return }
        let start = String(decoding: text.utf8.prefix(Self.sourceBytes), as: UTF8.self)
        for mention in TextLines.mentions(in: start, read) { draft.add(mention, in: file.path) }
    }

    /// The language with the most lines first; its longest files are the evidence.
    private static func languages(_ files: [SourceFile]) -> [Skill] {
        var byLanguage: [String: [SourceFile]] = [:]
        for file in files where names.contains(file.language) && file.lines > 0 { byLanguage[file.language, default: []].append(file) }
        let counted = byLanguage.map { (name: $0.key, lines: $0.value.reduce(0) { $0 + $1.lines }, files: $0.value) }
        return counted.sorted { ($1.lines, $0.name) < ($0.lines, $1.name) }.map { language in
            let longest = language.files.sorted { ($1.lines, $0.path) < ($0.lines, $1.path) }.prefix(SkillDraft.evidence)
            return Skill(name: language.name, category: .language, evidence: longest.map { .init(file: $0.path, line: 1) })
        }
    }

    /// What the language table calls programming, without the files of tools.
    private static let names: Set<String> = Set(LanguageTable.rows.filter { $0.kind == .programming }.map(\.name)).subtracting([
        "Makefile", "CMake", "Meson", "Dockerfile", "Just", "Template", "Jupyter Notebook", "Starlark",
    ])
}
