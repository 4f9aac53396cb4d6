/// Nodes in layers, so that every edge leads to a lower layer or stays inside a circle.
enum Layers {
    /// - Returns: The bottom layer first: nodes that depend on nothing, or on each other only. A node stands one layer above the
    ///   highest of its successors; the nodes of a circle share a layer. Nodes ascend within a layer.
    static func layers(of graph: DirectedGraph) -> [[Int]] {
        let strong = StronglyConnectedComponents(graph)
        let condensed = strong.condensation(of: graph)
        var height = [Int](repeating: 0, count: condensed.nodeCount)
        // A component comes after all that it can reach, so one pass in their order finds the longest paths.
        for component in 0..<condensed.nodeCount {
            height[component] = condensed.successors(of: component).map { height[$0] + 1 }.max() ?? 0
        }
        var layers = [[Int]](repeating: [], count: (height.max() ?? -1) + 1)
        for node in 0..<graph.nodeCount { layers[height[strong.componentOf[node]]].append(node) }
        return layers
    }
}
