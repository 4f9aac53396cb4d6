/// Types and what refers to them: inheritance, properties, the signatures of functions, and calls on a type or on a value of it.
///
/// A reference from a free function counts as one from its file.
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
            let names = node.inherits.flatMap(TypeNames.mentioned) + node.properties.values.filter { !$0.isEmpty }.sorted()
            for name in names { builder.refer(from: index, name, in: node.file, container: node.name, node.module) }
        }
        for function in functions where !outside.contains(function.file) {
            let module = modules.module(of: function.file)
            let owner = function.container.flatMap { types.exact($0, file: function.file, module) }
            let source = owner ?? builder.node(ofFile: function.file)
            let receivers = (function.facts?.sites ?? []).compactMap(\.receiver).filter { $0 != "self" && $0 != "super" }
            let hidden = function.facts?.generics ?? [:]
            let names = Set(receivers + TypeNames.mentioned(in: function.signature)).filter { hidden[$0] == nil }.sorted()
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
