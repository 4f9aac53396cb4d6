/// `CMakeLists.txt`: the commands that name the project, what it makes, and whether it has tests.
enum CMakeReader {
    static let read: ManifestReader.Reader = { path, text in
        var manifest = Manifest(path, .cmake)
        manifest.isPackage = false
        var isOptional = false
        for (command, words) in commands(of: text) {
            guard let first = words.first else { continue }
            switch command {
            case "project":
                manifest.languages.formUnion(words.filter { ["C", "CXX", "Swift"].contains($0) })
                manifest.name = manifest.name ?? first
                manifest.isPackage = true
            case "enable_language": manifest.languages.insert(first)
            case "add_test": manifest.definesTests = true
            case "option": if first.contains("TEST"), words.last == "OFF" { isOptional = true }
            case "add_executable" where !words.contains("ALIAS") && !words.contains("IMPORTED") && !first.contains("$"):
                manifest.products.append(.init(name: first, kind: .executable))
            default: break
            }
        }
        // Where they have to be asked for, a plain build has none.
        if isOptional { manifest.definesTests = false }
        return manifest
    }

    /// `name(words…)`, without comments; a command may go over several lines.
    private static func commands(of text: String) -> [(String, [String])] {
        var commands: [(String, [String])] = []
        guard text.utf8.count <= ManifestValue.limit else { return [] }
        let code = text.split(whereSeparator: \.isNewline).map { $0.prefix { $0 != "#" } }.joined(separator: "\n")
        for part in code.split(separator: ")") {
            guard let bracket = part.firstIndex(of: "(") else { continue }
            let name = part[..<bracket].split(whereSeparator: \.isWhitespace).last.map { $0.lowercased() } ?? ""
            let words = part[part.index(after: bracket)...].split(whereSeparator: \.isWhitespace).prefix(50)
            commands.append((name, words.map { $0.filter { $0 != "\"" } }))
        }
        return commands
    }
}
