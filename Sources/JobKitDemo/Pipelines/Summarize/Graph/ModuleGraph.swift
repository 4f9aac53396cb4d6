/// The dependencies between modules that imports and manifests tell of.
struct ModuleGraph: Sendable, Equatable {
    let modules: [String]
    let edges: [GraphEdge]
    /// The bottom layer first.
    let layers: [[String]]
    /// Most files first. What comes with a language or its platform is from nowhere else, and what only tests and examples import is not needed
    /// to use the code.
    let external: [RankedImport]

    init(_ extraction: Extraction, _ modules: ModuleMap, _ manifests: Manifests = Manifests(), roles: [String: FileRole]) {
        var edges = Self.declared(manifests, modules)
        var users: [String: Set<String>] = [:]
        let products = SwiftProducts(manifests)
        // What a tutorial in a documentation catalogue imports is no part of the module around it.
        for statement in extraction.imports where roles[statement.file] != .manifest && !statement.file.contains(".docc/") {
            // A relative import stays inside its own package.
            guard let name = statement.module.split(separator: ".", omittingEmptySubsequences: false).first, !name.isEmpty else { continue }
            if let target = modules.module(named: String(name), from: statement.file) {
                if let source = modules.module(of: statement.file) { edges.append((source, target)) }
            } else if roles[statement.file] == .source, !modules.isInside(String(name), from: statement.file),
                !ModulePlatform.provides(String(name), to: statement.file), products.mayBe(String(name), in: statement.file)
            {
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

    /// What the members of a workspace say of one another, in languages whose sources are not read.
    private static func declared(_ manifests: Manifests, _ modules: ModuleMap) -> [(Int, Int)] {
        var edges: [(Int, Int)] = []
        for group in manifests.groups {
            let indices = group.members.map { modules.names.firstIndex(of: $0.name) }
            for (member, index) in zip(group.members, indices) {
                guard let index else { continue }
                for dependency in member.manifest.dependencies {
                    let owner = manifests.owner(of: dependency, in: member.manifest.kind)?.path
                    if let other = group.members.firstIndex(where: {
                        $0.manifest.path == owner || ($0.name == dependency.name && dependency.isLocal)
                    }),
                        let target = indices[other]
                    {
                        edges.append((index, target))
                    }
                }
            }
        }
        return edges
    }
}

/// What sources of a Swift package can import from other packages. An import that is meant for another build of the same sources, behind
/// `#if`, names what the package does not use.
private struct SwiftProducts {
    private let manifests: Manifests
    private let names: Set<String>

    init(_ manifests: Manifests) {
        self.manifests = manifests
        names = manifests.all.reduce(into: []) { $0.formUnion($1.usedProducts) }
    }

    func mayBe(_ module: String, in file: String) -> Bool {
        guard file.hasSuffix(".swift"), manifests.nearest([.swift], to: file)?.targets.isEmpty == false else { return true }
        return names.contains(module)
    }
}
