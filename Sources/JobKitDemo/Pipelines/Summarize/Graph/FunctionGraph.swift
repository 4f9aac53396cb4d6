/// Families and the certain calls between them.
struct FunctionGraph: Sendable {
    let index: FunctionIndex
    /// Pairs of a function and a family that it calls, wherever the function is.
    let callCount: Int
    /// Calls that code of the product makes. Calls from tests and examples show how a function is used, not how much the rest
    /// depends on it, so they are no edges; the functions of tests and examples are nodes without edges.
    let calls: DirectedGraph
    /// Files that depend on each other through calls, as pairs.
    let fileEdges: [(String, String)]

    init(_ functions: [FunctionDeclaration], types: TypeIndex, modules: ModuleMap, outside: Set<String>) {
        let index = FunctionIndex(functions, modules, outside: outside)
        let resolver = CallResolver(functions: index, types: types)
        var callCount = 0
        var edges: [(Int, Int)] = []
        var fileEdges: [(String, String)] = []
        for (position, function) in functions.enumerated() {
            let family = index.familyOf[position]
            let sites = function.facts?.sites ?? []
            let callees = Set(sites.compactMap { resolver.callee(of: $0, from: function, family: family) }).subtracting([family])
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
        self.fileEdges = fileEdges
    }

    /// Groups of functions that call each other in a circle, largest first. A function that calls itself is no circle, and where a
    /// protocol decides at run time which body is called, no circle is claimed.
    func cycles(groups: Int, names: Int, where isMeant: (FunctionFamily) -> Bool = { _ in true }) -> [[String]] {
        let isFixed = index.families.map { !$0.isRequirement && isMeant($0) }
        let fixed = calls.edges.filter { isFixed[$0.0] && isFixed[$0.1] }
        let circles = StronglyConnectedComponents(DirectedGraph(nodeCount: calls.nodeCount, edges: fixed)).components.filter {
            $0.count > 1
        }
        let named = circles.map { $0.map { index.families[$0].name }.sorted() }
        return named.sorted { ($1.count, $0.joined()) < ($0.count, $1.joined()) }.prefix(groups).map { Array($0.prefix(names)) }
    }

    /// Some of those that call a family, those of other files first.
    func callers(of family: Int, in reversed: DirectedGraph, limit: Int) -> [String] {
        let callers = reversed.successors(of: family).map { index.families[$0] }.filter { $0.baseName != "@main" }
        let file = index.families[family].file
        return Self.names(callers.filter { $0.file != file } + callers.filter { $0.file == file }, limit)
    }

    func callees(of family: Int, limit: Int) -> [String] {
        Self.names(calls.successors(of: family).map { index.families[$0] }.filter { !CommonNames.isTrivial($0.baseName) }, limit)
    }

    private static func names(_ families: [FunctionFamily], _ limit: Int) -> [String] {
        var seen: Set<String> = []
        return Array(families.map(\.name).filter { seen.insert($0).inserted }.prefix(limit))
    }
}
