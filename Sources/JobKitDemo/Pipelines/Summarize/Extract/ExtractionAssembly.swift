/// Puts the facts of single files together.
enum ExtractionAssembly {
    static func assemble(_ facts: [FileFacts], notes: [String]) -> Extraction {
        Extraction(
            types: types(facts),
            functions: facts.flatMap(\.functions) + mainCode(facts),
            imports: distinct(facts.flatMap(\.imports)),
            notes: notes
        )
    }

    /// Conformances that an extension adds belong to the type, wherever it is declared. Two types of one name both get them.
    private static func types(_ facts: [FileFacts]) -> [TypeDeclaration] {
        var types = facts.flatMap(\.types)
        var added: [String: [String]] = [:]
        for conformance in facts.flatMap(\.conformances) { added[conformance.type, default: []] += conformance.inherits }
        for index in types.indices {
            guard types[index].kind != "typealias", let names = added[types[index].name] else { continue }
            var known = Set(types[index].inherits)
            types[index].inherits += names.filter { known.insert($0).inserted }
        }
        return types
    }

    /// A type with `@main` that inherits its `main` starts the program without a function that could be named.
    private static func mainCode(_ facts: [FileFacts]) -> [FunctionDeclaration] {
        let declared = Set(facts.flatMap(\.functions).filter { $0.baseName == "main" }.compactMap(\.container))
        return facts.flatMap { file in
            file.mainTypes.filter { !declared.contains($0.name) }.map { type in
                let path = file.types.first { $0.name == type.name }?.file ?? ""
                return .entryCode(name: type.name, signature: type.signature, file: path, line: type.line, calls: [])
            }
        }
    }

    /// A module that is imported twice in a file is one dependency.
    private static func distinct(_ imports: [ImportStatement]) -> [ImportStatement] {
        var seen: Set<[String]> = []
        return imports.filter { seen.insert([$0.file, $0.module]).inserted }
    }
}
