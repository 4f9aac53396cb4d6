import Testing

@testable import JobKitDemo

/// A repository as the stages before leave it, written out by hand.
struct CallGraphFixture {
    var types: [TypeDeclaration] = []
    var functions: [FunctionDeclaration] = []
    var imports: [ImportStatement] = []
    var files: [String: SourceFile] = [:]

    mutating func file(_ path: String, _ role: FileRole = .source, language: String? = nil) {
        files[path] = .fixture(path, role, language: language)
    }

    mutating func type(_ name: String, _ file: String, kind: String = "struct", inherits: [String] = []) {
        if files[file] == nil { self.file(file) }
        types.append(
            TypeDeclaration(
                name: name, kind: kind, file: file, line: types.count + 1, isPublic: false, inherits: inherits, documentation: nil))
    }

    /// - Parameter name: `Type.base`; the container is what stands before the last dot.
    /// - Parameter calls: `name` for a bare call, `Type.name` or `self.name` for one with a receiver, all without arguments.
    mutating func function(_ name: String, _ file: String, calls: [String] = [], takes: String = "", isPublic: Bool = false) {
        if files[file] == nil { self.file(file) }
        let parts = name.split(separator: ".")
        let container = parts.count > 1 ? parts.dropLast().joined(separator: ".") : nil
        functions.append(
            FunctionDeclaration(
                name: name + "()", baseName: String(parts.last ?? ""), container: container,
                signature: "func \(parts.last ?? "")(\(takes))",
                file: file, line: functions.count + 1, isPublic: isPublic, documentation: nil, calls: calls,
                facts: CallFacts(parameters: file.hasSuffix(".py") ? nil : [], sites: calls.map(Self.site))))
    }

    private static func site(_ call: String) -> CallSite {
        let parts = call.split(separator: ".").map(String.init)
        return CallSite(receiver: parts.count > 1 ? parts.dropLast().joined(separator: ".") : nil, name: parts.last ?? "")
    }

    mutating func importing(_ module: String, _ file: String, names: [String: String]? = nil) {
        if files[file] == nil { self.file(file) }
        imports.append(ImportStatement(file: file, module: module, names: names))
    }

    var mentions: [String: [String]] = [:]
    var extraction: Extraction { Extraction(types: types, functions: functions, imports: imports, notes: [], mentions: mentions) }
    var observation: Observation { .fixture(files.values.sorted { $0.path < $1.path }) }

    func build() -> CallGraph { CallGraphBuilder().build(extraction, observation) }

    /// `caller → callee` for every certain call of the product, by full name.
    func edges() -> [String] { extraction.edges(observation) }
}

extension Extraction {
    func edges(_ observation: Observation) -> [String] {
        let outside = Set(observation.files.filter { $0.role == .test || $0.role == .example }.map(\.path))
        let modules = ModuleMap(observation)
        let types = TypeIndex(self, modules, outside: outside)
        let graph = FunctionGraph(functions, types: types, modules: modules, outside: outside)
        let names = graph.index.families.map(\.name)
        return graph.calls.edges.map { "\(names[$0.0]) → \(names[$0.1])" }
    }

    /// Of Swift sources as they are written.
    static func swift(_ sources: [String: String]) throws -> (Extraction, Observation) {
        let facts = try sources.sorted { $0.key < $1.key }.map { path, text in
            try #require(SwiftFileParser.parse(Array(text.utf8), file: path, limits: ExtractionLimits()))
        }
        return (ExtractionAssembly.assemble(facts, notes: []), .fixture(sources.keys.sorted().map { .fixture($0) }))
    }
}
