/// Finds the type that a written name means.
///
/// Nearest first: inside the types around the reader, in the same file, in the same module, and last where the repository has
/// only one of that name. A local alias, a generic parameter or an import under another name can hide what is found.
struct TypeIndex: Sendable {
    struct Node: Sendable {
        let name: String
        let file: String
        let module: Int?
        let isProtocol: Bool
        let isPython: Bool
        /// Tests and examples: the product cannot refer to them.
        let isOutside: Bool
        let inherits: [String]
    }

    private struct InModule: Hashable {
        let last: String
        let module: Int?
    }

    let nodes: [Node]
    private let outside: Set<String>
    private let byLast: [String: [Int]]
    private let byModule: [InModule: [Int]]
    /// What each type inherits and conforms to inside the repository, nearest first, each once.
    private(set) var ancestors: [[Int]] = []

    /// More types of one name than this are only looked for by module, and there only if they are fewer.
    private static let crowd = 64
    private static let mostAncestors = 16

    init(_ types: [TypeDeclaration], _ modules: ModuleMap, outside: Set<String>) {
        self.outside = outside
        nodes = types.map {
            Node(
                name: $0.name, file: $0.file, module: modules.module(of: $0.file), isProtocol: $0.kind == "protocol",
                isPython: $0.file.hasSuffix(".py"), isOutside: outside.contains($0.file), inherits: $0.inherits)
        }
        byLast = Dictionary(grouping: nodes.indices) { [nodes] in LexicalTypes.last(nodes[$0].name) }
        byModule = Dictionary(grouping: nodes.indices) { [nodes] in
            InModule(last: LexicalTypes.last(nodes[$0].name), module: nodes[$0].module)
        }
        let parents = nodes.map { node in
            node.inherits.flatMap { TypeNames.mentioned(in: $0) }.compactMap {
                find($0, from: node.file, container: node.name, node.module)
            }
        }
        ancestors = nodes.indices.map { Self.ancestors(of: $0, parents) }
    }

    func find(_ written: String, from file: String, container: String?, _ module: Int?) -> Int? {
        let last = LexicalTypes.last(written)
        guard let all = byLast[last] else { return nil }
        let isPython = file.hasSuffix(".py")
        let candidates = all.count > Self.crowd ? byModule[InModule(last: last, module: module)] ?? [] : all
        guard candidates.count <= Self.crowd else { return nil }
        let isOutside = outside.contains(file)
        let fitting = candidates.filter {
            nodes[$0].isPython == isPython && (isOutside || !nodes[$0].isOutside) && LexicalTypes.matches(written, nodes[$0].name)
        }
        for outer in container.map(LexicalTypes.enclosing) ?? [] {
            let names = [outer + "." + written, outer]
            if let inner = fitting.first(where: { nodes[$0].module == module && names.contains(nodes[$0].name) }) { return inner }
        }
        return fitting.first { nodes[$0].file == file }
            ?? fitting.first { nodes[$0].module == module && nodes[$0].name == written }
            ?? only(fitting.filter { nodes[$0].module == module })
            ?? only(fitting.filter { nodes[$0].name == written })
            ?? only(fitting)
    }

    private static func ancestors(of type: Int, _ parents: [[Int]]) -> [Int] {
        var found: [Int] = []
        var seen: Set<Int> = [type]
        var next = 0
        var current = type
        while found.count < mostAncestors {
            for parent in parents[current] where seen.insert(parent).inserted { found.append(parent) }
            guard next < found.count else { break }
            current = found[next]
            next += 1
        }
        return found
    }

    private func only(_ candidates: [Int]) -> Int? { candidates.count == 1 ? candidates[0] : nil }
}

/// The names of types in a signature or an inheritance clause.
enum TypeNames {
    /// `A.B` and `C` of `x: A.B<C>`, each once; single letters are generic parameters.
    static func mentioned(in text: String) -> [String] {
        var names: [String] = []
        var seen: Set<Substring> = []
        let isPart: (Character) -> Bool = { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        for word in text.split(whereSeparator: { !isPart($0) }) {
            // In Python, the modules in front of a type are written too.
            let components = word.split(separator: ".").drop { !SwiftCallee.isTypeName(String($0)) }
            let name = components.prefix { SwiftCallee.isTypeName(String($0)) }.joined(separator: ".")
            guard name.utf8.count > 1, seen.insert(Substring(name)).inserted else { continue }
            names.append(name)
        }
        return names
    }
}
