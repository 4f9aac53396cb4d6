/// What the code centres on, in the order in which a reader needs it.
extension PageFacts {
    /// What the README shows comes first among what ranks alike.
    var centralTypes: [(rank: RankedName, declaration: TypeDeclaration?)] {
        ordered(graph.centralTypes).map { ranked in
            (ranked, extraction.types.first { $0.file == ranked.file && ($0.line == ranked.line || $0.name == ranked.name) })
        }
    }

    var centralFunctions: [(rank: RankedName, declaration: FunctionDeclaration?)] {
        ordered(graph.centralFunctions).map { ranked in
            (ranked, extraction.functions.first { $0.file == ranked.file && ($0.line == ranked.line || $0.name == ranked.name) })
        }
    }

    /// Where programs start, those that are for users first. What starts a test, a benchmark, a script or an example is not the
    /// repository's program.
    var entryPoints: [RankedName] {
        graph.entryPoints.filter { isOwnCode($0.file) && purpose(of: $0.file) <= .demo }
    }

    /// Whether others build on it, rather than run it.
    var isLibrary: Bool {
        !manifest.libraries.isEmpty || entryPoints.isEmpty || centralTypes.first.map { isInReadme($0.rank.name) } ?? false
    }

    private func ordered(_ names: [RankedName]) -> [RankedName] {
        let own = names.filter { isOwnCode($0.file) }
        // What only shows, measures or serves the rest is told where there is nothing else.
        let product = own.filter { purpose(of: $0.file) <= .companion }
        let weighed = (product.isEmpty ? own : product).map { (name: $0, weight: $0.rank * (isInReadme($0.name) ? 2 : 1)) }
        return weighed.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }.map(\.element.name)
    }
}
