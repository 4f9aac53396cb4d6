/// A directed graph over the nodes `0..<nodeCount`, without parallel edges and without edges from a node to itself.
///
/// Successors lie in one array, so a graph of a million edges takes two allocations and its order is the same in every run.
struct DirectedGraph: Sendable, Equatable {
    let nodeCount: Int
    private let offsets: [Int]
    private let targets: [Int]

    /// - Complexity: O((n + m) log m).
    init(nodeCount: Int, edges: some Sequence<(Int, Int)>) {
        self.nodeCount = nodeCount
        let kept = edges.filter { $0.0 != $0.1 && (0..<nodeCount).contains($0.0) && (0..<nodeCount).contains($0.1) }.sorted(by: <)
        var offsets = [Int](repeating: 0, count: nodeCount + 1)
        var targets: [Int] = []
        targets.reserveCapacity(kept.count)
        var previous = (-1, -1)
        for edge in kept where edge != previous {
            offsets[edge.0 + 1] += 1
            targets.append(edge.1)
            previous = edge
        }
        for node in 0..<nodeCount { offsets[node + 1] += offsets[node] }
        self.offsets = offsets
        self.targets = targets
    }

    var edgeCount: Int { targets.count }

    /// In ascending order.
    func successors(of node: Int) -> ArraySlice<Int> {
        targets[offsets[node]..<offsets[node + 1]]
    }

    var edges: [(Int, Int)] {
        (0..<nodeCount).flatMap { node in successors(of: node).map { (node, $0) } }
    }

    var reversed: DirectedGraph {
        DirectedGraph(nodeCount: nodeCount, edges: edges.map { ($0.1, $0.0) })
    }

    /// How many edges end in each node.
    var inDegrees: [Int] {
        var degrees = [Int](repeating: 0, count: nodeCount)
        for target in targets { degrees[target] += 1 }
        return degrees
    }
}
