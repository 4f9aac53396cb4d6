// The manifests that are tables of keys (TOML, INI) or plain lists, read line by line. A line that is not understood is passed
// over: a page with one fact fewer is better than a wrong one.

extension ManifestFacts {
    mutating func readPyproject(_ text: String) {
        kind = "Python package"
        let table = TableText(text)
        description = table.string("project", "description") ?? table.string("tool.poetry", "description")
        commands = table.keys("project.scripts") + table.keys("tool.poetry.scripts")
        let listed = table.strings("project", "dependencies").map(Self.requirementName)
        let poetry = table.keys("tool.poetry.dependencies").filter { $0 != "python" }
        dependencies = Self.unique(listed.isEmpty ? poetry : listed)
    }

    mutating func readSetup(_ text: String) {
        let table = TableText(text)
        guard !table.keys("metadata").isEmpty else { return }
        kind = "Python package"
        description = table.string("metadata", "description")
    }

    mutating func readCargo(_ text: String) {
        let table = TableText(text)
        kind = table.keys("package").isEmpty && !table.keys("workspace").isEmpty ? "Rust workspace" : "Rust crate"
        description = table.string("package", "description")
        dependencies = table.keys("dependencies")
        if dependencies.isEmpty { dependencies = table.keys("workspace.dependencies") }
        commands = table.strings("bin", "name")
    }

    mutating func readGoModule(_ text: String) {
        kind = "Go module"
        var isInside = false
        for line in text.split(separator: "\n").map({ $0.trimmingWhitespace() }) {
            if line.hasPrefix("require (") { isInside = true } else if line == ")" { isInside = false }
            let words = line.split(separator: " ")
            guard !line.hasSuffix("// indirect"), !line.hasPrefix("//") else { continue }
            if isInside, words.count >= 2, words[1].hasPrefix("v") { dependencies.append(String(words[0])) }
            if words.count == 3, words[0] == "require" { dependencies.append(String(words[1])) }
        }
    }

    static func requirements(_ text: String) -> [String] {
        unique(
            text.split(separator: "\n").map { $0.trimmingWhitespace() }.filter { $0.first?.isLetter == true && !$0.contains("://") }
                .map(requirementName))
    }

    static func taskFiles(_ texts: RepositoryTexts) -> [Tasks] {
        texts.manifests.compactMap { manifest in
            let tool: String? =
                switch manifest.path {
                case "Makefile", "makefile", "GNUmakefile": "make"
                case "justfile": "just"
                default: nil
                }
            let names = targets(manifest.text)
            guard let tool, !names.isEmpty else { return nil }
            return Tasks(path: manifest.path, tool: tool, names: names)
        }
    }

    /// Names at the start of a line that are followed by a colon, without patterns, variables and files.
    private static func targets(_ text: String) -> [String] {
        var names: [String] = []
        for line in text.split(separator: "\n") where line.first?.isLetter == true {
            guard let colon = line.firstIndex(of: ":"), line[colon...].dropFirst().first != "=" else { continue }
            let name = line[..<colon]
            guard name.count <= 30, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }) else { continue }
            names.append(String(name))
        }
        return usualFirst(unique(names))
    }

    /// What a newcomer types comes before what a maintainer types.
    static func usualFirst(_ names: [String]) -> [String] {
        let usual = [
            "install", "setup", "build", "run", "start", "dev", "serve", "test", "check", "lint", "format", "docs", "clean", "help",
        ]
        return usual.filter(names.contains) + names.filter { !usual.contains($0) }
    }

    /// The string literals that follow each occurrence of a marker.
    static func quoted(after marker: String, in text: String) -> [String] {
        text.split(separator: marker, omittingEmptySubsequences: false).dropFirst().compactMap { rest in
            let literal = rest.drop(while: \.isWhitespace)
            guard literal.first == "\"", let end = literal.dropFirst().firstIndex(of: "\"") else { return nil }
            return String(literal[literal.index(after: literal.startIndex)..<end])
        }
    }

    /// The last component of an address, without `.git`.
    static func repositoryName(_ address: String) -> String? {
        guard let last = address.split(separator: "/").last else { return nil }
        return last.hasSuffix(".git") ? String(last.dropLast(4)) : String(last)
    }

    static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// `flask[async]>=3` as `flask`.
    private static func requirementName(_ requirement: String) -> String {
        String(requirement.prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) })
    }
}
