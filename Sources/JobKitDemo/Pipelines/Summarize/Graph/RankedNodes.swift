/// The nodes of one graph with their measures, and which of them may be listed as central.
struct RankedNodes: Sendable {
    /// One for each node, in the order of the nodes.
    let names: [RankedName]
    let isListed: [Bool]

    init(_ names: [RankedName], isListed: [Bool]) {
        self.names = names
        self.isListed = isListed
    }

    /// The listed nodes with the highest rank, best first; ties by name, file and line.
    /// - Parameter complete: Given each of them, with its node, to add to it.
    func central(limit: Int, complete: (Int, inout RankedName) -> Void = { _, _ in }) -> [RankedName] {
        let listed = names.indices.filter { isListed[$0] }.sorted { Self.key(names[$0]) < Self.key(names[$1]) }
        return listed.prefix(limit).map { node in
            var name = names[node]
            complete(node, &name)
            return name
        }
    }

    private static func key(_ node: RankedName) -> (Double, Int, String, String, Int) {
        (-node.rank, -node.fanIn, node.name, node.file, node.line)
    }
}
