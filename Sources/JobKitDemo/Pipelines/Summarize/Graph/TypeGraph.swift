/// Types and what refers to them: inheritance, `Type(…)` and `Type.name` calls, and the signatures of functions.
///
/// Types of properties and of local variables are not known. A reference from a free function counts as one from its file.
struct TypeGraph: Sendable {
    let types: TypeIndex
    /// The types come first, then one node for each file that refers to a type from outside any type.
    let references: DirectedGraph
    /// Files that depend on each other through types, as pairs.
    let fileEdges: [(String, String)]

    init(_ functions: [FunctionDeclaration], types: TypeIndex, modules: ModuleMap, outside: Set<String>) {
        self.types = types
        var builder = Builder(types: types)
        for (index, node) in types.nodes.enumerated() where !outside.contains(node.file) {
            for parent in node.inherits.flatMap(TypeNames.mentioned) {
                builder.refer(from: index, parent, in: node.file, container: node.name, node.module)
            }
        }
        for function in functions where !outside.contains(function.file) {
            let module = modules.module(of: function.file)
            let owner = function.container.flatMap { types.find($0, from: function.file, container: nil, module) }
            let source = owner ?? builder.node(ofFile: function.file)
            let called = function.calls.compactMap { name in name.lastIndex(of: ".").map { String(name[..<$0]) } }
            let names = Set(called + TypeNames.mentioned(in: function.signature)).sorted()
            for name in names { builder.refer(from: source, name, in: function.file, container: function.container, module) }
        }
        references = DirectedGraph(nodeCount: types.nodes.count + builder.files.count, edges: builder.edges)
        fileEdges = builder.fileEdges
    }

    private struct Builder {
        let types: TypeIndex
        var files: [String: Int] = [:]
        var edges: [(Int, Int)] = []
        var fileEdges: [(String, String)] = []

        mutating func node(ofFile file: String) -> Int {
            if let known = files[file] { return known }
            files[file] = types.nodes.count + files.count
            return types.nodes.count + files.count - 1
        }

        mutating func refer(from source: Int, _ name: String, in file: String, container: String?, _ module: Int?) {
            guard let target = types.find(name, from: file, container: container, module), target != source else { return }
            edges.append((source, target))
            if types.nodes[target].file != file { fileEdges.append((file, types.nodes[target].file)) }
        }
    }
}
