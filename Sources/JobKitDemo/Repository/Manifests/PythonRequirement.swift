/// A line such as `flask[async]>=3 ; python_version > "3"`, as PEP 508 has it: its name and its extras.
struct PythonRequirement: Sendable, Equatable {
    let name: String
    let extras: [String]

    init?(_ text: some StringProtocol) {
        let trimmed = text.trimmingWhitespace()
        // Options begin with a hyphen; an address without a name before it has no name to tell.
        guard let first = trimmed.first, first.isLetter || first.isNumber else { return nil }
        let name = trimmed.prefix(while: Self.isPart)
        let rest = trimmed.dropFirst(name.count).drop(while: \.isWhitespace)
        guard name.utf8.count <= 100, !rest.hasPrefix("://"), !rest.hasPrefix("+"), !rest.hasPrefix("/"), !rest.hasPrefix(":") else {
            return nil
        }
        self.name = String(name)
        extras = rest.first == "[" ? rest.dropFirst().prefix { $0 != "]" }.split(separator: ",").map { $0.trimmingWhitespace() } : []
    }

    /// PEP 503: `scikit_learn`, `Scikit-Learn` and `scikit.learn` are one package.
    static func normalized(_ name: String) -> String {
        var result = ""
        for character in name.lowercased() {
            let isSeparator = "-_.".contains(character)
            if !isSeparator { result.append(character) } else if result.last != "-" { result.append("-") }
        }
        return result
    }

    private static func isPart(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
    }
}

extension Manifest.Dependency {
    init(_ requirement: PythonRequirement, _ scope: Scope, line: Int? = nil, key: String? = nil) {
        self.init(name: requirement.name, scope: scope, extras: requirement.extras, line: line, key: key)
    }
}

/// `requirements.txt` and its kind: one requirement a line.
enum RequirementsReader {
    static let read: ManifestReader.Reader = { path, text in
        var manifest = Manifest(path, .requirements)
        manifest.isPackage = false
        // `requirements-dev.txt`, `requirements_test.txt`.
        let words = PathParts(path).lowerName.dropLast(4).split { !$0.isLetter }
        let isDevelopment = words.contains {
            ["dev", "develop", "development", "test", "tests", "testing", "doc", "docs", "lint", "ci"].contains($0)
        }
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard line.utf8.count <= 500, let requirement = PythonRequirement(line) else { continue }
            manifest.dependencies.append(.init(requirement, isDevelopment ? .development : .runtime, line: index + 1))
        }
        return manifest
    }
}
