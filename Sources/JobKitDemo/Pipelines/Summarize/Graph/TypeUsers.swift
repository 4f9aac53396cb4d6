/// Which files name each type. Only a type whose last name no other type of the repository has can be counted by its name.
struct TypeUsers: Sendable {
    private var product: [Int]
    private var source: [Int]
    private var other: [Int]

    init(_ extraction: Extraction, roles: [String: FileRole], purposes: CodePurposes) {
        let types = extraction.types
        product = [Int](repeating: 0, count: types.count)
        source = product
        other = product
        // What tests and examples declare is not named by sources.
        let declared = types.indices.filter { roles[types[$0].file] == nil || roles[types[$0].file] == .source }
        let byName = Dictionary(grouping: declared) { LexicalTypes.last(types[$0].name) }.filter { $0.value.count == 1 }
        for (file, names) in extraction.mentions ?? [:] {
            let isSource = roles[file] == .source
            let isProduct = isSource && purposes.purpose(of: file) == .product
            for name in names {
                guard let type = byName[name]?.first, types[type].file != file else { continue }
                // A Swift type and a Python class of one name have nothing to do with each other.
                guard file.hasSuffix(".py") == types[type].file.hasSuffix(".py") else { continue }
                if isSource { source[type] += 1 }
                if isProduct { product[type] += 1 } else { other[type] += 1 }
            }
        }
    }

    /// Other files of the product.
    func productFiles(_ type: Int) -> Int { product[type] }
    /// Other files that hold sources of any purpose.
    func sourceFiles(_ type: Int) -> Int { source[type] }
    /// Tests, examples, demos and benchmarks.
    func otherFiles(_ type: Int) -> Int { other[type] }
}
