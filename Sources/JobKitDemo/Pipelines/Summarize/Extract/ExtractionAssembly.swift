/// Puts the facts of single files together.
enum ExtractionAssembly {
    static func assemble(_ facts: [FileFacts], notes: [String]) -> Extraction {
        let types = types(facts)
        return Extraction(
            types: types,
            functions: facts.flatMap(\.functions) + mainCode(facts),
            imports: distinct(facts.flatMap(\.imports)),
            notes: notes,
            mentions: mentions(facts, of: types)
        )
    }

    /// Of all names only those of the repository's types are kept.
    private static func mentions(_ facts: [FileFacts], of types: [TypeDeclaration]) -> [String: [String]] {
        let names = Set(types.compactMap { $0.name.split(separator: ".").last.map(String.init) })
        let pairs = facts.compactMap { file -> (String, [String])? in
            let known = file.mentions.intersection(names)
            return file.path.isEmpty || known.isEmpty ? nil : (file.path, known.sorted())
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// Conformances that an extension adds belong to the type, wherever it is declared. Two types of one name both get them.
    private static func types(_ facts: [FileFacts]) -> [TypeDeclaration] {
        var types = facts.flatMap(\.types)
        var added: [String: [String]] = [:]
        for conformance in facts.flatMap(\.conformances) { added[conformance.type, default: []] += conformance.inherits }
        var properties: [String: [String: String]] = [:]
        for property in facts.flatMap(\.properties) {
            let known = properties[property.type]?[property.name]
            properties[property.type, default: [:]][property.name] = known == nil || known == property.written ? property.written : ""
        }
        for index in types.indices {
            types[index].properties = properties[types[index].name]
            guard types[index].kind != "typealias", let names = added[types[index].name] else { continue }
            var known = Set(types[index].inherits)
            types[index].inherits += names.filter { known.insert($0).inserted }
        }
        return types
    }

    /// A type with `@main` starts the program, by a `main` that may be inherited and so be declared nowhere in the repository.
    private static func mainCode(_ facts: [FileFacts]) -> [FunctionDeclaration] {
        facts.flatMap { file in
            file.mainTypes.map { type in
                FunctionDeclaration.entryCode(name: type.name, signature: type.signature, file: file.path, line: type.line, calls: [])
            }
        }
    }

    /// A module that is imported twice in a file is one dependency.
    private static func distinct(_ imports: [ImportStatement]) -> [ImportStatement] {
        var kept: [ImportStatement] = []
        var places: [[String]: Int] = [:]
        for statement in imports {
            let key = [statement.file, statement.module]
            guard let place = places[key] else {
                places[key] = kept.count
                kept.append(statement)
                continue
            }
            guard let names = statement.names else { continue }
            kept[place].names = (kept[place].names ?? [:]).merging(names) { first, _ in first }
        }
        return kept
    }
}
