/// The largest groups of nodes in which each can reach each other, by Tarjan's algorithm.
///
/// The search keeps its own stack: a chain of calls can be as long as a repository is large.
struct StronglyConnectedComponents: Sendable, Equatable {
    /// Every node is in exactly one. A component comes before those that can reach it; its nodes ascend.
    let components: [[Int]]
    /// The index of each node's component.
    let componentOf: [Int]

    /// - Complexity: O(n log n + m).
    init(_ graph: DirectedGraph) {
        var search = Search(graph)
        for node in 0..<graph.nodeCount where search.index[node] < 0 { search.explore(from: node) }
        components = search.components
        componentOf = search.componentOf
    }

    /// The graph between components; it has no circles.
    func condensation(of graph: DirectedGraph) -> DirectedGraph {
        DirectedGraph(nodeCount: components.count, edges: graph.edges.map { (componentOf[$0.0], componentOf[$0.1]) })
    }
}

private struct Search {
    let graph: DirectedGraph
    var index: [Int]
    var components: [[Int]] = []
    var componentOf: [Int]
    private var low: [Int]
    private var counter = 0
    /// Nodes that are visited and in no component yet.
    private var open: [Int] = []
    /// The path from the root, with the successors that each node has still to look at.
    private var path: [(node: Int, rest: ArraySlice<Int>)] = []

    init(_ graph: DirectedGraph) {
        self.graph = graph
        index = [Int](repeating: -1, count: graph.nodeCount)
        low = index
        componentOf = index
    }

    mutating func explore(from root: Int) {
        enter(root)
        while let top = path.indices.last {
            let node = path[top].node
            if let next = path[top].rest.popFirst() {
                if index[next] < 0 {
                    enter(next)
                } else if componentOf[next] < 0 {
                    low[node] = min(low[node], index[next])
                }
            } else {
                path.removeLast()
                if let parent = path.last?.node { low[parent] = min(low[parent], low[node]) }
                if low[node] == index[node] { close(node) }
            }
        }
    }

    private mutating func enter(_ node: Int) {
        index[node] = counter
        low[node] = counter
        counter += 1
        open.append(node)
        path.append((node, graph.successors(of: node)))
    }

    private mutating func close(_ root: Int) {
        var component: [Int] = []
        while let node = open.popLast() {
            componentOf[node] = components.count
            component.append(node)
            if node == root { break }
        }
        components.append(component.sorted())
    }
}
