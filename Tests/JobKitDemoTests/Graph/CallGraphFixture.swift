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
    mutating func function(_ name: String, _ file: String, calls: [String] = [], takes: String = "") {
        if files[file] == nil { self.file(file) }
        let parts = name.split(separator: ".")
        let container = parts.count > 1 ? parts.dropLast().joined(separator: ".") : nil
        functions.append(
            FunctionDeclaration(
                name: name + "()", baseName: String(parts.last ?? ""), container: container,
                signature: "func \(parts.last ?? "")(\(takes))",
                file: file, line: functions.count + 1, isPublic: false, documentation: nil, calls: calls))
    }

    mutating func importing(_ module: String, _ file: String) {
        if files[file] == nil { self.file(file) }
        imports.append(ImportStatement(file: file, module: module))
    }

    var extraction: Extraction { Extraction(types: types, functions: functions, imports: imports, notes: []) }
    var observation: Observation { .fixture(files.values.sorted { $0.path < $1.path }) }

    func build() -> CallGraph { CallGraphBuilder().build(extraction, observation) }

    /// `caller → callee` for every resolved call of the product, by first name.
    func edges() -> [String] {
        let outside = Set(files.values.filter { $0.role == .test || $0.role == .example }.map(\.path))
        let modules = ModuleMap(observation)
        let graph = FunctionGraph(functions, types: TypeIndex(types, modules, outside: outside), modules: modules, outside: outside)
        let names = graph.index.families.map(\.name)
        return graph.calls.edges.map { "\(names[$0.0]) → \(names[$0.1])" }
    }
}
