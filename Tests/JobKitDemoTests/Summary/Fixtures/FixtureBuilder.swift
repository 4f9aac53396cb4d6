@testable import JobKitDemo

/// What the earlier stages would hand over, written by hand.
struct Fixture {
    var checkout: Checkout
    var observation = Observation(files: [], lines: 0, languages: [:], notes: [])
    var extraction = Extraction(types: [], functions: [], imports: [], notes: [])
    var graph = CallGraph.empty
    /// The texts on disk.
    var texts: [String: String] = [:]

    init(_ name: String) {
        checkout = Checkout(
            source: "https://git.example/\(name).git", name: name, directory: "", commit: "4f1c09ab37d25e6810fa44c2b9d7e3318c5a6f02",
            branch: "main",
            committedAt: "2026-03-12T09:30:00+01:00")
    }

    mutating func add(
        _ path: String, _ language: String, _ lines: Int, _ role: FileRole = .source, _ importance: Double, _ reason: String = "source"
    ) {
        observation.files.append(
            SourceFile(
                path: path, language: language, lines: lines, bytes: lines * 31, role: role, importance: importance, reasons: [reason]))
        observation.lines += lines
        let before = observation.languages[language] ?? LanguageCount(files: 0, lines: 0)
        observation.languages[language] = LanguageCount(files: before.files + 1, lines: before.lines + lines)
    }

    mutating func type(_ kind: String, _ name: String, _ file: String, _ line: Int, _ documentation: String? = nil, inherits: [String] = [])
    {
        extraction.types.append(
            TypeDeclaration(
                name: name, kind: kind, file: file, line: line, isPublic: true, inherits: inherits, documentation: documentation))
    }

    mutating func function(
        _ name: String, in container: String? = nil, _ file: String, _ line: Int, _ documentation: String? = nil, calls: [String] = []
    ) {
        let base = String(name.split(separator: ".").last?.prefix { $0 != "(" } ?? "")
        extraction.functions.append(
            FunctionDeclaration(
                name: name, baseName: base, container: container, signature: "func \(name)", file: file, line: line, isPublic: true,
                documentation: documentation, calls: calls))
    }

    func rank(
        _ name: String, _ file: String, _ line: Int, fanIn: Int, callers: [String]? = nil, callees: [String]? = nil
    ) -> RankedName {
        RankedName(
            name: name, file: file, line: line, fanIn: fanIn, fanOut: 2, rank: 0.01 * Double(fanIn + 1), callers: callers, callees: callees)
    }

    /// The texts are really written and really read.
    func facts() throws -> PageFacts {
        let folder = try TemporaryFolder(texts)
        var texts = RepositoryTexts.load(from: folder.path, paths: observation.files.map(\.path))
        texts.readTitles(of: observation.files.filter { $0.role == .documentation }.map(\.path), in: folder.path)
        return PageFacts(checkout: checkout, observation: observation, extraction: extraction, graph: graph, texts: texts)
    }

    func page() throws -> String { ExtractivePage.text(try facts()) }
}

extension CallGraph {
    static var empty: CallGraph {
        CallGraph(
            functionCount: 0, callCount: 0, centralFunctions: [], centralTypes: [], cycles: [], layers: [], modules: [], moduleEdges: [],
            externalModules: [], entryPoints: [], fileFanIn: [:])
    }
}
