/// What source files import, by language, read line by line: text, not syntax, so an import inside a string counts as well.
enum ImportMentions {
    typealias Reader = @Sendable (TextLine) -> [SkillMention]

    static let byLanguage: [String: Reader] = [
        "Swift": swift, "Python": python, "JavaScript": script, "TypeScript": script, "Vue": script, "Svelte": script, "Go": go,
        "Rust": rust, "Java": java, "Kotlin": java, "Scala": java, "Ruby": ruby, "PHP": php, "C#": cSharp, "Dart": dart,
    ]

    private static let swift: Reader = { line in
        let words = line.words
        guard let at = words.prefix(4).firstIndex(of: "import"),
            words[..<at].allSatisfy({ $0.hasPrefix("@") || ["public", "package", "internal", "fileprivate", "private"].contains($0) })
        else { return [] }
        let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let module = words.dropFirst(at + 1).first { !kinds.contains(String($0)) }
        return module.map { [SkillMention("swift", $0)] } ?? []
    }

    private static let python: Reader = { line in
        if line.text.hasPrefix("from ") { return line.words.dropFirst().first.map { [SkillMention("python", $0)] } ?? [] }
        guard line.text.hasPrefix("import ") else { return [] }
        return line.text.dropFirst(7).split(separator: ",").compactMap { part in
            part.split(whereSeparator: \.isWhitespace).first.map { SkillMention("python", $0) }
        }
    }

    private static let script: Reader = { line in
        let isImport =
            ["import", "export", "}"].contains(where: line.text.hasPrefix) || ["require(", "import("].contains(where: line.text.contains)
        guard isImport, let name = line.literals.last, !name.hasPrefix(".") else { return [] }
        return [SkillMention("npm", name)]
    }

    /// `import "path"`, and the lines of `import ( … )`: a path in quotation marks, perhaps behind another name, and nothing else.
    private static let go: Reader = { line in
        let words = line.words
        guard let last = words.last, words.count <= 3, last.count > 2, last.hasPrefix("\""), last.hasSuffix("\""), last.contains("/") else {
            return []
        }
        return [SkillMention("go", last.dropFirst().dropLast())]
    }

    private static let rust: Reader = { line in
        let marks = ["use ", "pub use ", "extern crate "]
        guard let mark = marks.first(where: line.text.hasPrefix) else { return [] }
        let name = line.text.dropFirst(mark.count).prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        // A crate is imported with underscores, whichever its package's name has.
        return [SkillMention("cargo", String(name.map { $0 == "_" ? "-" : $0 }))]
    }

    private static let java: Reader = { line in
        guard line.text.hasPrefix("import ") else { return [] }
        let name = line.words.dropFirst().first { $0 != "static" }
        return name.map { [SkillMention("java", $0.prefix { $0 != ";" })] } ?? []
    }

    private static let ruby: Reader = { line in
        guard line.text.hasPrefix("require "), let name = line.literals.first else { return [] }
        return [SkillMention("gem", name.prefix { $0 != "/" })]
    }

    private static let php: Reader = { line in
        line.text.hasPrefix("use ") ? [SkillMention("php", line.text.dropFirst(4).prefix { $0 != ";" && $0 != " " })] : []
    }

    private static let cSharp: Reader = { line in
        line.text.hasPrefix("using ") ? [SkillMention("csharp", line.text.dropFirst(6).prefix { $0 != ";" && $0 != " " })] : []
    }

    private static let dart: Reader = { line in
        guard line.text.hasPrefix("import "), let name = line.literals.first, name.hasPrefix("package:") else { return [] }
        return [SkillMention("pub", name.dropFirst(8).prefix { $0 != "/" })]
    }

    /// `def test_…` outside a class, in a file of tests: only pytest and its kind run such functions.
    static func plainTests(in text: String) -> [SkillMention] {
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if line.hasPrefix("def test_") || line.hasPrefix("async def test_") {
                return [SkillMention("python", "pytest", line: index + 1)]
            }
        }
        return []
    }
}
