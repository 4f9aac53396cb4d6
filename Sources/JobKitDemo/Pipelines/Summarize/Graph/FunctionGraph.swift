/// Families and the calls between them.
struct FunctionGraph: Sendable {
    let index: FunctionIndex
    /// Resolved pairs of a function and a family that it calls, wherever the function is.
    let callCount: Int
    /// Calls that code of the product makes. Calls from tests and examples show how a function is used, not how much the rest
    /// depends on it, so they are no edges; the functions of tests and examples are nodes without edges.
    let calls: DirectedGraph
    /// Those of the calls that have one possible callee.
    let certainCalls: DirectedGraph
    /// Files that depend on each other through calls, as pairs.
    let fileEdges: [(String, String)]

    init(_ functions: [FunctionDeclaration], types: TypeIndex, modules: ModuleMap, outside: Set<String>) {
        let index = FunctionIndex(functions, modules, outside: outside)
        let resolver = CallResolver(functions: index, types: types)
        var callCount = 0
        var edges: [(Int, Int)] = []
        var certain: [(Int, Int)] = []
        var fileEdges: [(String, String)] = []
        for (position, function) in functions.enumerated() {
            let family = index.familyOf[position]
            var callees: Set<Int> = []
            for name in function.calls {
                let found = resolver.callees(of: name, from: function, family: family)
                callees.formUnion(found)
                if found.count == 1, !outside.contains(function.file) { certain.append((family, found[0])) }
            }
            callCount += callees.count
            guard !outside.contains(function.file) else { continue }
            for callee in callees.sorted() {
                edges.append((family, callee))
                let file = index.families[callee].file
                if file != function.file { fileEdges.append((function.file, file)) }
            }
        }
        self.index = index
        self.callCount = callCount
        calls = DirectedGraph(nodeCount: index.families.count, edges: edges)
        certainCalls = DirectedGraph(nodeCount: index.families.count, edges: certain)
        self.fileEdges = fileEdges
    }

    /// Groups of functions that call each other in a circle, largest first. A function that calls itself is no circle, and a call
    /// that may have several callees closes none.
    func cycles(groups: Int, names: Int) -> [[String]] {
        let circles = StronglyConnectedComponents(certainCalls).components.filter { $0.count > 1 }
        let named = circles.map { $0.map { index.families[$0].name }.sorted() }
        return named.sorted { ($1.count, $0.joined()) < ($0.count, $1.joined()) }.prefix(groups).map { Array($0.prefix(names)) }
    }
}
