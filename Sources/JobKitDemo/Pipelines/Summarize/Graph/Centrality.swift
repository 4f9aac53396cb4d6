/// What stands out in a graph of functions or types.
///
/// Plain PageRank favours what is at the bottom: helpers that everything ends up in. A person who knows a library would also
/// name what brings much together and what its users call. So the rank is the mean of two PageRanks, one along the edges (what many
/// depend on) and one against them (what does much of the work), and readers start over more often at what has many neighbours, is public,
/// documented, and in an important file; without the neighbours, a pair that only knows each other would keep every reader that comes by. Both add up to 1 over all nodes, and so does their mean. Tests and examples neither rank nor add to others' rank.
struct Centrality: Sendable {
    private let extraction: Extraction
    private let importance: [String: Double]
    private let outside: Set<String>

    init(_ extraction: Extraction, importance: [String: Double], outside: Set<String>) {
        self.extraction = extraction
        self.importance = importance
        self.outside = outside
    }

    func functions(_ graph: FunctionGraph) -> RankedNodes {
        let families = graph.index.families
        let weights = families.map { family -> Double in
            let members = family.members.map { extraction.functions[$0] }
            let isTrivial = CommonNames.isTrivial(family.baseName)
            return weight(
                family.file, isPublic: members.contains(where: \.isPublic), isDocumented: members.contains { $0.documentation != nil },
                isTrivial: isTrivial)
        }
        let ranks = ranks(graph.calls, weights: weights)
        let incoming = graph.calls.inDegrees
        let names = families.indices.map { node in
            RankedName(
                name: families[node].name, file: families[node].file, line: families[node].line,
                fanIn: incoming[node], fanOut: graph.calls.successors(of: node).count, rank: ranks[node])
        }
        let listed = families.map { family in
            !outside.contains(family.file) && !CommonNames.isTrivial(family.baseName)
                && !extraction.functions[family.members[0]].isEntryCode
        }
        return RankedNodes(names, isListed: listed)
    }

    func types(_ graph: TypeGraph) -> RankedNodes {
        let types = extraction.types
        var weights = types.map {
            weight($0.file, isPublic: $0.isPublic, isDocumented: $0.documentation != nil, isTrivial: $0.kind == "typealias")
        }
        // Files stand for free functions; they refer, but are not ranked among types.
        weights += [Double](repeating: 0.1, count: graph.references.nodeCount - types.count)
        let ranks = ranks(graph.references, weights: weights)
        let incoming = graph.references.inDegrees
        let names = types.indices.map { node in
            RankedName(
                name: types[node].name, file: types[node].file, line: types[node].line,
                fanIn: incoming[node], fanOut: graph.references.successors(of: node).count, rank: ranks[node])
        }
        return RankedNodes(names, isListed: types.map { !outside.contains($0.file) && $0.kind != "typealias" })
    }

    private func ranks(_ graph: DirectedGraph, weights: [Double]) -> [Double] {
        let reversed = graph.reversed
        let along = PageRank.ranks(of: graph, start: zip(weights, graph.inDegrees).map { $0 * Double(1 + $1) })
        let against = PageRank.ranks(of: reversed, start: zip(weights, reversed.inDegrees).map { $0 * Double(1 + $1) })
        return zip(along, against).map { ($0 + $1) / 2 }
    }

    private func weight(_ file: String, isPublic: Bool, isDocumented: Bool, isTrivial: Bool) -> Double {
        guard !outside.contains(file) else { return 0 }
        var weight = isTrivial ? 0.1 : 1
        if isPublic { weight *= 2 }
        if isDocumented { weight *= 1.5 }
        return weight * (0.5 + min(max(importance[file] ?? 0.5, 0), 1))
    }
}
