/// How likely a reader who follows edges at random, and now and then starts over, is to be at each node.
enum PageRank {
    /// - Parameters:
    ///   - damping: The probability of following an edge rather than starting over, below 1.
    ///   - start: Where the reader starts over, as weights that need not add up to anything; everywhere alike when `nil`
    ///     or when no weight is positive. From a node without successors the reader starts over as well.
    ///   - tolerance: The sum of all changes below which the ranks are final.
    ///   - rounds: The most rounds. With a damping of 0.85, every round shrinks the error by at least that factor, so 100 are
    ///     enough for an error of 1e-7.
    /// - Returns: Ranks that add up to 1; none for a graph without nodes.
    static func ranks(
        of graph: DirectedGraph, damping: Double = 0.85, start: [Double]? = nil, tolerance: Double = 1e-9, rounds: Int = 100
    ) -> [Double] {
        let count = graph.nodeCount
        guard count > 0 else { return [] }
        let start = normalized(start ?? [], count: count)
        var ranks = start
        for _ in 0..<rounds {
            var flow = [Double](repeating: 0, count: count)
            var dangling = 0.0
            for node in 0..<count {
                let successors = graph.successors(of: node)
                guard !successors.isEmpty else {
                    dangling += ranks[node]
                    continue
                }
                let share = ranks[node] / Double(successors.count)
                for successor in successors { flow[successor] += share }
            }
            var change = 0.0
            for node in 0..<count {
                let next = (1 - damping) * start[node] + damping * (flow[node] + dangling * start[node])
                change += abs(next - ranks[node])
                ranks[node] = next
            }
            if change < tolerance { break }
        }
        return ranks
    }

    private static func normalized(_ weights: [Double], count: Int) -> [Double] {
        let usable = weights.map { $0.isFinite ? max($0, 0) : 0 }
        let sum = usable.reduce(0, +)
        guard usable.count == count, sum > 0 else { return [Double](repeating: 1 / Double(count), count: count) }
        return usable.map { $0 / sum }
    }
}
