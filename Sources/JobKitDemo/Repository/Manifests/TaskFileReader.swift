/// Makefiles and justfiles: the names of what can be asked for.
enum TaskFileReader {
    static let make: ManifestReader.Reader = { path, text in read(path, .make, text) }
    static let just: ManifestReader.Reader = { path, text in read(path, .just, text) }

    private static func read(_ path: String, _ kind: Manifest.Kind, _ text: String) -> Manifest {
        var manifest = Manifest(path, kind)
        manifest.isPackage = false
        manifest.scripts = targets(text, words: kind == .just)
        return manifest
    }

    /// Names at the start of a line that are followed by a colon, without patterns, variables and files. A recipe of `just` may have parameters.
    private static func targets(_ text: String, words: Bool) -> [String] {
        var names: [String] = []
        for line in text.split(whereSeparator: \.isNewline) where line.first?.isLetter == true {
            guard let colon = line.firstIndex(of: ":"), line[colon...].dropFirst().first != "=" else { continue }
            var name = line[..<colon]
            if words { name = name.prefix { !$0.isWhitespace } }
            while name.last == " " { name.removeLast() }
            guard name.count <= 30, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }) else { continue }
            if !names.contains(String(name)) { names.append(String(name)) }
        }
        return names
    }
}
