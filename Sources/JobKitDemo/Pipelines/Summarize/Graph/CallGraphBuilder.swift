/// The call-graph stage: from what the files declare to what the repository is made of.
///
/// Everything is decided by names, so an edge is likely, not certain; `CallResolver` says how. The result depends on the arguments alone.
/// - Complexity: O((n + m) log (n + m)) for n declarations and m calls; nothing recurses.
struct CallGraphBuilder: Sendable {
    var centralLimit = 40
    var cycleLimit = 10
    /// Names listed of one circle.
    var cycleNameLimit = 100
    var entryPointLimit = 100

    func build(_ extraction: Extraction, _ observation: Observation) -> CallGraph {
        let roles = Dictionary(observation.files.map { ($0.path, $0.role) }, uniquingKeysWith: { first, _ in first })
        let outside = Set(roles.filter { $0.value == .test || $0.value == .example || $0.value == .manifest }.keys)
        let modules = ModuleMap(observation)
        let moduleGraph = ModuleGraph(extraction, modules, manifests: Set(roles.filter { $0.value == .manifest }.keys))
        let types = TypeIndex(extraction.types, modules, outside: outside)
        let functions = FunctionGraph(extraction.functions, types: types, modules: modules, outside: outside)
        let references = TypeGraph(extraction.functions, types: types, modules: modules, outside: outside)
        let importance = Dictionary(observation.files.map { ($0.path, $0.importance) }, uniquingKeysWith: { first, _ in first })
        let centrality = Centrality(extraction, importance: importance, outside: outside)
        let rankedFunctions = centrality.functions(functions)
        return CallGraph(
            functionCount: extraction.functions.count { !$0.isEntryCode },
            callCount: functions.callCount,
            centralFunctions: rankedFunctions.central(limit: centralLimit),
            centralTypes: centrality.types(references).central(limit: centralLimit),
            cycles: functions.cycles(groups: cycleLimit, names: cycleNameLimit),
            layers: moduleGraph.layers,
            modules: moduleGraph.modules,
            moduleEdges: moduleGraph.edges,
            externalModules: moduleGraph.external,
            entryPoints: entryPoints(extraction.functions, functions, rankedFunctions, roles),
            fileFanIn: fanIn(functions.fileEdges + references.fileEdges)
        )
    }

    private func entryPoints(
        _ functions: [FunctionDeclaration], _ graph: FunctionGraph, _ ranked: RankedNodes, _ roles: [String: FileRole]
    ) -> [RankedName] {
        EntryPoints.find(functions, roles: roles).prefix(entryPointLimit).map { index in
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
