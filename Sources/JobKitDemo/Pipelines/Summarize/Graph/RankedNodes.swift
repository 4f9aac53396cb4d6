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
    func central(limit: Int) -> [RankedName] {
        let listed = zip(names, isListed).filter(\.1).map(\.0)
        return Array(listed.sorted { Self.key($0) < Self.key($1) }.prefix(limit))
    }

    private static func key(_ node: RankedName) -> (Double, Int, String, String, Int) {
        (-node.rank, -node.fanIn, node.name, node.file, node.line)
    }
}
