/// What the code centres on, in the order in which a reader needs it.
extension PageFacts {
    /// What the README shows comes first among what ranks alike.
    var centralTypes: [(rank: RankedName, declaration: TypeDeclaration?)] {
        let all = ordered(graph.centralTypes).map { name, weight in
            (name, weight, extraction.types.first { $0.file == name.file && ($0.line == name.line || $0.name == name.name) })
        }
        // Of several implementations of one protocol the first explains most.
        let own = Set(extraction.types.map(\.name))
        var told: Set<String> = []
        let lowered = all.map { name, weight, declaration in
            let parents = Set(declaration?.inherits ?? []).intersection(own)
            let isSibling = !told.isDisjoint(with: parents)
            told.formUnion(parents)
            return (name: name, weight: isSibling ? weight / 3 : weight, declaration: declaration)
        }
        return lowered.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .map { (rank: $0.element.name, declaration: $0.element.declaration) }
    }

    var centralFunctions: [(rank: RankedName, declaration: FunctionDeclaration?)] {
        // What the central types do comes before helpers.
        let central = Set(centralTypes.prefix(8).map(\.rank.name))
        let weighed = ordered(graph.centralFunctions).map { name, weight in
            let container = name.name.prefix { $0 != "(" }.split(separator: ".").dropLast().joined(separator: ".")
            return (name: name, weight: container.isEmpty || central.contains(container) ? weight : weight / 3)
        }
        let sorted = weighed.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }.map(\.element.name)
        return sorted.map { ranked in
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
        if !manifest.libraries.isEmpty || entryPoints.isEmpty { return true }
        // A package without a command of its own is for import, whatever of it can be run besides.
        if manifest.kind?.hasPrefix("Python package") == true, manifest.commands.isEmpty { return true }
        return centralTypes.first.map { isInReadme($0.rank.name) } ?? false
    }

    private func ordered(_ names: [RankedName]) -> [(name: RankedName, weight: Double)] {
        let main = manifest.libraries.first
        let own = names.filter { isOwnCode($0.file) }
        // What only shows, measures or serves the rest is told where there is nothing else.
        let product = own.filter { purpose(of: $0.file) <= .companion }
        let weighed = (product.isEmpty ? own : product).map { name in
            // The library that a manifest names first is the one that the others come with.
            let isMain = main.map { name.file.split(separator: "/").contains(Substring($0)) } ?? false
            return (name: name, weight: name.rank * (isInReadme(name.name) ? 2 : 1) * (isMain ? 1.5 : 1))
        }
        return weighed.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }.map(\.element)
    }
}
