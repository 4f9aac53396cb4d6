/// The call-graph stage: from what the files declare to what the repository is made of.
///
/// An edge is there only where the text makes it certain; `CallResolver` says how. The result depends on the arguments alone.
/// - Complexity: O((n + m) log (n + m)) for n declarations and m calls; nothing recurses.
struct CallGraphBuilder: Sendable {
    var centralLimit = 40
    var cycleLimit = 10
    /// Names listed of one circle.
    var cycleNameLimit = 100
    var entryPointLimit = 100
    /// Callers and callees named of one function.
    var neighbourLimit = 8

    func build(_ extraction: Extraction, _ observation: Observation, _ manifests: Manifests = Manifests()) -> CallGraph {
        let roles = Dictionary(observation.files.map { ($0.path, $0.role) }, uniquingKeysWith: { first, _ in first })
        let outside = Set(roles.filter { $0.value == .test || $0.value == .example || $0.value == .manifest }.keys)
        let modules = ModuleMap(observation, manifests)
        let moduleGraph = ModuleGraph(extraction, modules, manifests, roles: roles)
        let purposes = CodePurposes(modules, manifests)
        let types = TypeIndex(extraction, modules, outside: outside)
        let functions = FunctionGraph(extraction.functions, types: types, modules: modules, outside: outside)
        let references = TypeGraph(extraction.functions, types: types, modules: modules, outside: outside)
        let importance = Dictionary(observation.files.map { ($0.path, $0.importance) }, uniquingKeysWith: { first, _ in first })
        let centrality = Centrality(extraction, importance: importance, roles: roles, purposes: purposes, outside: outside)
        let rankedFunctions = centrality.functions(functions)
        return CallGraph(
            functionCount: extraction.functions.count { !$0.isEntryCode },
            callCount: functions.callCount,
            centralFunctions: withNeighbours(rankedFunctions, functions, extraction),
            centralTypes: centrality.types(references).central(limit: centralLimit),
            cycles: functions.cycles(groups: cycleLimit, names: cycleNameLimit) { purposes.purpose(of: $0.file) <= .demo },
            layers: moduleGraph.layers,
            modules: moduleGraph.modules,
            moduleEdges: moduleGraph.edges,
            externalModules: moduleGraph.external,
            entryPoints: entryPoints(extraction.functions, functions, rankedFunctions, roles, purposes),
            fileFanIn: fanIn(functions.fileEdges + references.fileEdges)
        )
    }

    private func withNeighbours(_ ranked: RankedNodes, _ graph: FunctionGraph, _ extraction: Extraction) -> [RankedName] {
        let reversed = graph.calls.reversed
        return ranked.central(limit: centralLimit) { node, name in
            // Of overloads with the same labels, whom a call means is told by types.
            let isOne = Set(graph.index.families[node].members.map { extraction.functions[$0].parameterTypes }).count <= 1
            name.callers = isOne ? graph.callers(of: node, in: reversed, limit: neighbourLimit) : []
            name.callees = graph.callees(of: node, limit: neighbourLimit)
        }
    }

    private func entryPoints(
        _ functions: [FunctionDeclaration], _ graph: FunctionGraph, _ ranked: RankedNodes, _ roles: [String: FileRole],
        _ purposes: CodePurposes
    ) -> [RankedName] {
        EntryPoints.find(functions, roles: roles, purposes: purposes).prefix(entryPointLimit).map { index in
            var name = ranked.names[graph.index.familyOf[index]]
            name.name = functions[index].name
            name.file = functions[index].file
            name.line = functions[index].line
            return name
        }
    }

    private func fanIn(_ edges: [(String, String)]) -> [String: Int] {
        var users: [String: Set<String>] = [:]
        for (user, used) in edges { users[used, default: []].insert(user) }
        return users.mapValues(\.count)
    }
}
