/// What types are like: how much they do, and how many others conform to them.
struct TypeShapes: Sendable {
    /// The share of a type's members that are functions, from 0 to 1; 1 for a type without any.
    let activity: [Double]
    /// Types that conform to each protocol, tests' and examples' as well: what many conform to is what users write.
    let descendants: [Int]

    init(_ extraction: Extraction, _ types: TypeIndex) {
        var functions: [String: Int] = [:]
        for function in extraction.functions where !["init", "__init__"].contains(function.baseName) {
            if let container = function.container { functions[container, default: 0] += 1 }
        }
        activity = extraction.types.map { type in
            let active = Double(1 + functions[type.name, default: 0])
            return active / (active + Double(type.properties?.count ?? 0))
        }
        var descendants = [Int](repeating: 0, count: types.nodes.count)
        for ancestor in types.ancestors.joined() where types.nodes[ancestor].isProtocol { descendants[ancestor] += 1 }
        self.descendants = descendants
    }
}
