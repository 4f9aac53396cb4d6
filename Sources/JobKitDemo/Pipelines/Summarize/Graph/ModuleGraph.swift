/// The dependencies between modules that the imports tell of.
struct ModuleGraph: Sendable, Equatable {
    let modules: [String]
    let edges: [GraphEdge]
    /// The bottom layer first.
    let layers: [[String]]
    /// Most files first.
    let external: [RankedImport]

    init(_ extraction: Extraction, _ modules: ModuleMap, manifests: Set<String>) {
        var edges: [(Int, Int)] = []
        var users: [String: Set<String>] = [:]
        for statement in extraction.imports where !manifests.contains(statement.file) {
            // A relative import stays inside its own package.
            guard let name = statement.module.split(separator: ".", omittingEmptySubsequences: false).first, !name.isEmpty else { continue }
            if let target = modules.module(named: String(name), from: statement.file) {
                if let source = modules.module(of: statement.file) { edges.append((source, target)) }
            } else {
                users[String(name), default: []].insert(statement.file)
            }
        }
        let graph = DirectedGraph(nodeCount: modules.names.count, edges: edges)
        self.modules = modules.names
        self.edges = graph.edges.map { GraphEdge(from: modules.names[$0.0], to: modules.names[$0.1]) }
        layers = Layers.layers(of: graph).map { $0.map { modules.names[$0] } }
        external = users.map { RankedImport(module: $0.key, files: $0.value.count) }
            .sorted { ($1.files, $0.module) < ($0.files, $1.module) }
    }
}
