/// Finds the type that a written name means, or none where that is not certain.
///
/// In Swift a name is looked for inside the types around the reader and what those inherit, then among the types at the top of the same file,
/// of the same module, and of the repository, where it must be the only one. A generic parameter or an associated type hides them all. In Python it
/// is one of the file's own or one that the file imports.
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
        let properties: [String: String]
        let generics: [String: String]
    }

    let nodes: [Node]
    let python: PythonNames
    private let outside: Set<String>
    private let byName: [String: [Int]]
    /// What each type inherits and conforms to inside the repository, nearest first, each once.
    private(set) var ancestors: [[Int]] = []
    /// Whether it inherits something that was not found.
    private(set) var hasUnknownParents: [Bool] = []

    /// More types of one name than this are not told apart.
    private static let crowd = 64
    private static let mostAncestors = 16

    init(_ extraction: Extraction, _ modules: ModuleMap, outside: Set<String>) {
        self.outside = outside
        nodes = extraction.types.map {
            Node(
                name: $0.name, file: $0.file, module: modules.module(of: $0.file), isProtocol: $0.kind == "protocol",
                isPython: $0.file.hasSuffix(".py"), isOutside: outside.contains($0.file), inherits: $0.inherits,
                properties: $0.properties ?? [:], generics: $0.generics ?? [:])
        }
        let files = Set(extraction.types.map(\.file) + extraction.functions.map(\.file) + extraction.imports.map(\.file))
        python = PythonNames(extraction.imports, files: files)
        byName = Dictionary(grouping: nodes.indices) { [nodes] in nodes[$0].name }
        let found = nodes.map { node in
            node.inherits.map { Self.parent($0) }.filter { !Self.harmless.contains($0) }.map {
                find($0, from: node.file, container: node.name, node.module)
            }
        }
        hasUnknownParents = found.map { $0.contains(nil) }
        let parents = found.map { $0.compactMap(\.self) }
        ancestors = nodes.indices.map { Self.ancestors(of: $0, parents) }
    }

    /// - Parameter container: The type around the reader.
    func find(_ written: String, from file: String, container: String?, _ module: Int?) -> Int? {
        file.hasSuffix(".py") ? findInPython(written, from: file, container) : findInSwift(written, from: file, container, module)
    }

    /// The type that a container's name was written for: its own declaration, not another of that name.
    func exact(_ name: String, file: String, _ module: Int?) -> Int? {
        let all = (byName[name] ?? []).prefix(Self.crowd).filter { nodes[$0].isPython == file.hasSuffix(".py") }
        if file.hasSuffix(".py") { return all.first { nodes[$0].file == file } }
        return all.first { nodes[$0].file == file } ?? only(all.filter { nodes[$0].module == module }) ?? only(reachable(all, from: file))
    }

    func declares(_ name: String) -> Bool { byName[name] != nil }

    func isOnly(_ type: Int) -> Bool { byName[nodes[type].name]?.count == 1 }

    /// The type of a property, seen from the type that declares it.
    func type(ofProperty name: String, of type: Int) -> Int? {
        for owner in [type] + ancestors[type] {
            guard let written = nodes[owner].properties[name] else { continue }
            return written.isEmpty ? nil : find(written, from: nodes[owner].file, container: nodes[owner].name, nodes[owner].module)
        }
        return nil
    }

    private func findInSwift(_ written: String, from file: String, _ container: String?, _ module: Int?, depth: Int = 0) -> Int? {
        let first = String(written.prefix { $0 != "." })
        for outer in container.map(LexicalTypes.enclosing) ?? [] {
            let around = exact(outer, file: file, module)
            let owners = around.map { [$0] + (ancestors.isEmpty ? [] : ancestors[$0]) } ?? []
            for owner in owners {
                guard let constraint = nodes[owner].generics[first] else { continue }
                guard !constraint.isEmpty, first == written, depth < 2 else { return nil }
                return findInSwift(constraint, from: nodes[owner].file, nil, nodes[owner].module, depth: depth + 1)
            }
            for prefix in [outer] + owners.map({ nodes[$0].name }) {
                if let inner = exact(prefix + "." + written, file: file, module) { return inner }
            }
        }
        return exact(written, file: file, module)
    }

    private func findInPython(_ written: String, from file: String, _ container: String?) -> Int? {
        for outer in [nil] + (container.map(LexicalTypes.enclosing) ?? []).map(Optional.some) {
            let name = outer.map { $0 + "." + written } ?? written
            if let own = exact(name, file: file, nil) { return own }
        }
        let parts = written.split(separator: ".").map(String.init)
        for count in stride(from: parts.count, to: 0, by: -1) {
            let alias = parts[..<count].joined(separator: ".")
            guard let meaning = python.meaning(of: alias, in: file, isDeclared: { exact($1, file: $0, nil) != nil }) else { continue }
            let name = ([meaning.name].compactMap(\.self) + parts[count...]).joined(separator: ".")
            return exact(name, file: meaning.file, nil)
        }
        return nil
    }

    private func reachable(_ candidates: [Int], from file: String) -> [Int] {
        outside.contains(file) ? candidates : candidates.filter { !nodes[$0].isOutside }
    }

    private func only(_ candidates: [Int]) -> Int? { candidates.count == 1 ? candidates[0] : nil }

    /// `A.B` of `@unchecked A.B<C>` and of Python's `a.B[C]`.
    private static func parent(_ written: String) -> String {
        let bare = written.split(separator: " ").last.map(String.init) ?? written
        return String(bare.prefix { $0 != "<" && $0 != "[" })
    }

    /// Parents that bring no functions which could be meant.
    private static let harmless: Set<String> = [
        "object", "ABC", "abc.ABC", "Generic", "t.Generic", "typing.Generic", "Protocol", "t.Protocol", "typing.Protocol",
        "Sendable", "Equatable", "Hashable", "Codable", "AnyObject", "Error",
    ]

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
}
