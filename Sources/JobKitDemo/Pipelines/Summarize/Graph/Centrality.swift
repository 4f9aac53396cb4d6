import Foundation

/// What a reader needs first in a graph of functions or types.
///
/// Plain PageRank favours what is at the bottom: helpers that everything ends up in. A person who knows a library would name what its users
/// call, and what brings much together. So for functions the rank is the mean of two PageRanks, one along the edges (what many depend on) and
/// one against them (what does much of the work), times what is known of the function: public before internal, documented before not, product before
/// demo, script and benchmark. A type needs users, parts of its own, and something that it does: a value that is everywhere and made of nothing
/// explains nothing, and a record explains less than what works with it.
/// All ranks of a graph add up to 1. Tests and examples neither rank nor add edges, but what they name counts as used.
struct Centrality: Sendable {
    private let extraction: Extraction
    private let importance: [String: Double]
    private let outside: Set<String>
    private let users: TypeUsers
    private let purposes: CodePurposes

    init(
        _ extraction: Extraction, importance: [String: Double], roles: [String: FileRole], purposes: CodePurposes, outside: Set<String>
    ) {
        self.extraction = extraction
        self.importance = importance
        self.outside = outside
        self.purposes = purposes
        users = TypeUsers(extraction, roles: roles, purposes: purposes)
    }

    func functions(_ graph: FunctionGraph) -> RankedNodes {
        let families = graph.index.families
        let weights = families.map { family -> Double in
            let members = family.members.map { extraction.functions[$0] }
            let weight = weight(
                family.file, isPublic: members.contains(where: \.isPublic), isDocumented: members.contains { $0.documentation != nil })
            return CommonNames.isTrivial(family.baseName) ? weight / 10 : weight
        }
        let reversed = graph.calls.reversed
        let along = PageRank.ranks(of: graph.calls, start: start(weights, graph.calls.inDegrees))
        let against = PageRank.ranks(of: reversed, start: start(weights, reversed.inDegrees))
        let ranks = Self.normalized(zip(zip(along, against), weights).map { ($0.0 + $0.1) / 2 * $1 })
        let incoming = graph.calls.inDegrees
        let names = families.indices.map { node in
            RankedName(
                name: families[node].name, file: families[node].file, line: families[node].line,
                fanIn: incoming[node], fanOut: graph.calls.successors(of: node).count, rank: ranks[node])
        }
        let listed = families.map { family in
            !outside.contains(family.file) && !CommonNames.isTrivial(family.baseName) && !family.baseName.hasPrefix("_")
                && extraction.functions[family.members[0]].facts?.isDeprecated != true
                && !extraction.functions[family.members[0]].isEntryCode
        }
        return RankedNodes(names, isListed: listed)
    }

    func types(_ graph: TypeGraph) -> RankedNodes {
        let types = extraction.types
        let reversed = graph.references.reversed
        let shapes = TypeShapes(extraction, graph.types)
        let scores = types.indices.map { node -> Double in
            let type = types[node]
            guard !outside.contains(type.file), type.kind != "typealias" else { return 0 }
            let inside = Double(max(reversed.successors(of: node).count, users.productFiles(node)))
            let whole = log2(2 + inside) + log2(2 + Double(users.otherFiles(node))) / 2
            let parts = log2(1.2 + Double(graph.references.successors(of: node).count + shapes.descendants[node]))
            let nested = type.name.contains(".") ? 0.4 : 1
            let weight = weight(type.file, isPublic: type.isPublic, isDocumented: type.documentation != nil)
            return weight * whole * parts * nested * (0.1 + 0.9 * shapes.activity[node])
        }
        let ranks = Self.normalized(scores)
        let names = types.indices.map { node in
            RankedName(
                name: types[node].name, file: types[node].file, line: types[node].line,
                fanIn: users.sourceFiles(node), fanOut: graph.references.successors(of: node).count, rank: ranks[node])
        }
        return RankedNodes(
            names, isListed: types.map { !outside.contains($0.file) && $0.kind != "typealias" && !$0.name.hasPrefix("_") })
    }

    /// Readers start over more often at what has many neighbours; without them, a pair that only knows each other would keep every
    /// reader that comes by.
    private func start(_ weights: [Double], _ degrees: [Int]) -> [Double] {
        zip(weights, degrees).map { $0 * Double(1 + $1) }
    }

    private func weight(_ file: String, isPublic: Bool, isDocumented: Bool) -> Double {
        guard !outside.contains(file) else { return 0 }
        var weight = 0.5 + min(max(importance[file] ?? 0.5, 0), 1)
        if isPublic { weight *= 3 }
        if isDocumented { weight *= 1.5 }
        switch purposes.purpose(of: file) {
        case .product: return weight
        case .companion: return weight / 3
        case .demo: return weight / 8
        case .plugin, .script: return weight / 16
        case .benchmark, .example, .documentation, .test: return weight / 32
        }
    }

    private static func normalized(_ ranks: [Double]) -> [Double] {
        let sum = ranks.reduce(0, +)
        return sum > 0 ? ranks.map { $0 / sum } : ranks
    }
}
