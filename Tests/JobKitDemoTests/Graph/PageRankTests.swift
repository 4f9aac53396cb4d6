import Testing

@testable import JobKitDemo

@Suite("PageRank")
struct PageRankTests {
    @Test("Two nodes and one edge come out as computed by hand")
    func pair() {
        // b has no successors, so all start over evenly: a = 0.075 + 0.85 b / 2 and a + b = 1, hence a = 0.5 / 1.425.
        let ranks = PageRank.ranks(of: DirectedGraph(nodeCount: 2, edges: [(0, 1)]))
        #expect(abs(ranks[0] - 0.5 / 1.425) < 1e-7)
        #expect(abs(ranks[1] - 0.925 / 1.425) < 1e-7)
    }

    @Test("Three nodes come out as computed by hand")
    func triangle() {
        // a→b, a→c, b→c, c→a: a = 0.05 + 0.85c, b = 0.05 + 0.425a, c = 0.05 + 0.425a + 0.85b.
        let ranks = PageRank.ranks(of: DirectedGraph(nodeCount: 3, edges: [(0, 1), (0, 2), (1, 2), (2, 0)]))
        let a = (0.05 + 0.85 * (0.05 + 0.85 * 0.05)) / (1 - 0.85 * (0.425 + 0.85 * 0.425))
        #expect(abs(ranks[0] - a) < 1e-7)
        #expect(abs(ranks[1] - (0.05 + 0.425 * a)) < 1e-7)
        #expect(abs(ranks.reduce(0, +) - 1) < 1e-9)
    }

    @Test("Ranks add up to one whatever the graph", arguments: 0..<20)
    func sum(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let graph = DirectedGraph(nodeCount: 50, edges: random.graph(nodes: 50, edges: Int(seed) * 8))
        let ranks = PageRank.ranks(of: graph)
        #expect(abs(ranks.reduce(0, +) - 1) < 1e-9)
        #expect(ranks.allSatisfy { $0 > 0 })
    }

    @Test("Where the reader starts over counts, and senseless weights do not")
    func start() {
        let graph = DirectedGraph(nodeCount: 3, edges: [])
        #expect(PageRank.ranks(of: graph, start: [3, 1, 0]) == [0.75, 0.25, 0])
        #expect(PageRank.ranks(of: graph, start: [0, 0, 0]) == PageRank.ranks(of: graph))
        #expect(PageRank.ranks(of: graph, start: [.nan, -1, 2]) == [0, 0, 1])
    }
}
