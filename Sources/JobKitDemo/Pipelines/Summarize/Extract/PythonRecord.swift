import Foundation

/// One line that `PythonScript` prints: the facts of one file, or why there are none.
struct PythonRecord: Decodable, Sendable {
    struct Class: Decodable, Sendable {
        var name: String
        var line: Int
        var `public`: Bool
        var inherits: [String]
        var documentation: String?
    }

    struct Function: Decodable, Sendable {
        var name: String
        /// Empty outside classes.
        var container: String
        var signature: String
        var line: Int
        var `public`: Bool
        var documentation: String?
        var calls: [String]
    }

    struct Entry: Decodable, Sendable {
        var line: Int
        var calls: [String]
    }

    var refusal: String?
    var types: [Class]?
    var functions: [Function]?
    var imports: [String]?
    var entry: Entry?

    init?(line: some Sequence<UInt8>) {
        guard let record = try? JSONDecoder().decode(PythonRecord.self, from: Data(line)) else { return nil }
        self = record
    }

    var skipReason: SkippedFiles.Reason? {
        switch refusal {
        case nil: nil
        case "syntax": .pythonSyntax
        case "deep": .pythonTooDeep
        case "large": .tooLarge
        case "link": .notRegular
        default: .missing
        }
    }

    func facts(file: String, limits: ExtractionLimits) -> FileFacts {
        var facts = FileFacts()
        facts.imports = (imports ?? []).map { ImportStatement(file: file, module: $0.shortened(to: limits.name)) }
        facts.types = (types ?? []).map { type in
            TypeDeclaration(
                name: type.name.shortened(to: limits.name), kind: "class", file: file, line: type.line, isPublic: type.public,
                inherits: type.inherits,
                documentation: type.documentation.flatMap { DocumentationSentence.first(of: $0, limit: limits.documentation) })
        }
        facts.functions = (functions ?? []).map { declaration($0, file: file, limits: limits) }
        if let entry {
            let name = file.split(separator: "/").last.map(String.init) ?? file
            facts.functions.append(
                .entryCode(
                    name: name, signature: name == "__main__.py" ? "top-level code of \(name)" : "if __name__ == \"__main__\":",
                    file: file, line: entry.line, calls: Array(entry.calls.prefix(limits.calls))))
        }
        return facts
    }

    private func declaration(_ function: Function, file: String, limits: ExtractionLimits) -> FunctionDeclaration {
        let qualified = function.container.isEmpty ? "\(function.name)()" : "\(function.container).\(function.name)()"
        let words = function.signature.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return FunctionDeclaration(
            name: qualified.shortened(to: limits.name), baseName: function.name,
            container: function.container.isEmpty ? nil : function.container,
            signature: words.shortened(to: limits.signature), file: file, line: function.line, isPublic: function.public,
            documentation: function.documentation.flatMap { DocumentationSentence.first(of: $0, limit: limits.documentation) },
            calls: Array(function.calls.prefix(limits.calls)))
    }
}
