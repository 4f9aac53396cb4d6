/// The functions that a call site cannot tell apart: overloads of one base name in one type of one module.
///
/// A family is one node of the graph. It goes by the name of its first declaration.
struct FunctionFamily: Sendable {
    let name: String
    let baseName: String
    let container: String?
    let file: String
    let line: Int
    let module: Int?
    let isPython: Bool
    /// Tests and examples: the product cannot call them.
    let isOutside: Bool
    /// Indices into the extraction's functions.
    var members: [Int]

    /// What makes two functions one family.
    struct Key: Hashable {
        /// Extensions spread a Swift type over files of its module; in Python, each file has its own names.
        let scope: String
        let container: String?
        let baseName: String
    }
}

/// The type names that a name may be looked up by: the type itself, then those around it.
enum LexicalTypes {
    /// `A.B.C`, `A.B`, `A`.
    static func enclosing(_ container: String) -> [String] {
        var names = [container]
        var rest = Substring(container)
        while let dot = rest.lastIndex(of: "."), names.count < 8 {
            rest = rest[..<dot]
            names.append(String(rest))
        }
        return names
    }

    /// `C` of `A.B.C`.
    static func last(_ name: String) -> String {
        name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? name
    }

    /// Whether `written` can mean `full`: the same, or its last components.
    static func matches(_ written: String, _ full: String) -> Bool {
        full == written || full.hasSuffix("." + written)
    }
}
