import Testing

@testable import JobKitDemo

@Suite("Graphs")
struct DirectedGraphTests {
    @Test("Parallel edges, loops and edges to nowhere are dropped")
    func cleaned() {
        let graph = DirectedGraph(nodeCount: 3, edges: [(0, 2), (0, 1), (0, 2), (1, 1), (2, 3), (-1, 0)])
        #expect(graph.edges.map { [$0.0, $0.1] } == [[0, 1], [0, 2]])
        #expect(graph.edgeCount == 2)
        #expect(graph.inDegrees == [0, 1, 1])
        #expect(graph.reversed.edges.map { [$0.0, $0.1] } == [[1, 0], [2, 0]])
    }

    @Test("Components are what naive reachability finds, and come before what reaches them", arguments: 0..<60)
    func components(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let nodes = Int.random(in: 1...24, using: &random)
        let graph = DirectedGraph(
            nodeCount: nodes, edges: random.graph(nodes: nodes, edges: Int.random(in: 0...(nodes * 2), using: &random)))
        let reach = reachability(graph)
        let strong = StronglyConnectedComponents(graph)
        #expect(strong.components.flatMap { $0 }.sorted() == Array(0..<nodes))
        for first in 0..<nodes {
            for second in 0..<nodes {
                let isTogether = strong.componentOf[first] == strong.componentOf[second]
                #expect(isTogether == (reach[first][second] && reach[second][first]))
                if reach[first][second] { #expect(strong.componentOf[second] <= strong.componentOf[first]) }
            }
        }
    }

    @Test("Layers put every edge downwards, except inside a circle, and no node higher than it must be", arguments: 0..<60)
    func layers(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed &+ 1000)
        let nodes = Int.random(in: 1...20, using: &random)
        let graph = DirectedGraph(nodeCount: nodes, edges: random.graph(nodes: nodes, edges: nodes))
        let reach = reachability(graph)
        let layers = Layers.layers(of: graph)
        var height = [Int](repeating: -1, count: nodes)
        for (level, layer) in layers.enumerated() { for node in layer { height[node] = level } }
        #expect(layers.allSatisfy { !$0.isEmpty && $0 == $0.sorted() })
        for node in 0..<nodes {
            let circle = (0..<nodes).filter { reach[node][$0] && reach[$0][node] }
            let below = circle.flatMap { graph.successors(of: $0) }.filter { !circle.contains($0) }
            #expect(height[node] == (below.map { height[$0] + 1 }.max() ?? 0))
        }
    }

    @Test("A chain of two hundred thousand nodes is no problem, nor is a circle of them")
    func long() {
        let count = 200_000
        let chain = DirectedGraph(nodeCount: count, edges: (1..<count).map { ($0 - 1, $0) })
        #expect(StronglyConnectedComponents(chain).components.count == count)
        #expect(Layers.layers(of: chain).count == count)
        let circle = DirectedGraph(nodeCount: count, edges: (0..<count).map { ($0, ($0 + 1) % count) })
        #expect(StronglyConnectedComponents(circle).components.count == 1)
    }

    @Test("Nothing comes of nothing")
    func empty() {
        let graph = DirectedGraph(nodeCount: 0, edges: [])
        #expect(StronglyConnectedComponents(graph).components.isEmpty)
        #expect(Layers.layers(of: graph).isEmpty)
        #expect(PageRank.ranks(of: graph).isEmpty)
    }

    private func reachability(_ graph: DirectedGraph) -> [[Bool]] {
        let nodes = graph.nodeCount
        var reach = (0..<nodes).map { node in (0..<nodes).map { $0 == node } }
        for (from, to) in graph.edges { reach[from][to] = true }
        for middle in 0..<nodes {
            for from in 0..<nodes where reach[from][middle] {
                for to in 0..<nodes where reach[middle][to] { reach[from][to] = true }
            }
        }
        return reach
    }
}
