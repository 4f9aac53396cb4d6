/// The names of types in a signature or an inheritance clause.
enum TypeNames {
    /// `A.B` and `C` of `x: A.B<C>`, each once; single letters are generic parameters.
    static func mentioned(in text: String) -> [String] {
        var names: [String] = []
        var seen: Set<Substring> = []
        let isPart: (Character) -> Bool = { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        for word in text.split(whereSeparator: { !isPart($0) }) {
            // In Python, the modules in front of a type are written too.
            let components = word.split(separator: ".").drop { !isTypeName($0) }
            let name = components.prefix(while: isTypeName).joined(separator: ".")
            guard name.utf8.count > 1, seen.insert(Substring(name)).inserted else { continue }
            names.append(name)
        }
        return names
    }

    private static func isTypeName(_ name: Substring) -> Bool { name.drop { $0 == "_" }.first?.isUppercase ?? false }
}
