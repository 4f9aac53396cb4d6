/// `go.mod` and `go.work`: directives, alone on a line or in brackets.
enum GoReader {
    static let module: ManifestReader.Reader = { path, text in
        var manifest = Manifest(path, .goModule)
        let directives = directives(of: text)
        manifest.name = directives.first { $0.verb == "module" }?.words.first
        let replaced = directives.filter { $0.verb == "replace" && $0.words.contains { $0.hasPrefix("./") || $0.hasPrefix("../") } }
        let local = Set(replaced.compactMap(\.words.first))
        // `exclude`, `retract` and `tool` name modules, too, and are no requirement.
        for directive in directives where directive.verb == "require" {
            guard directive.words.count >= 2, directive.words[1].hasPrefix("v"), let name = directive.words.first else { continue }
            manifest.dependencies.append(
                .init(
                    name: name, scope: directive.comment.hasPrefix("indirect") ? .indirect : .runtime, isLocal: local.contains(name),
                    line: directive.line))
        }
        return manifest
    }

    static let workspace: ManifestReader.Reader = { path, text in
        var manifest = Manifest(path, .goWorkspace)
        manifest.isPackage = false
        manifest.members = directives(of: text).filter { $0.verb == "use" }.compactMap(\.words.first)
        return manifest
    }

    private struct Directive {
        var verb: String
        var words: [String]
        var comment: String
        var line: Int
    }

    private static func directives(of text: String) -> [Directive] {
        var directives: [Directive] = []
        var open: String?
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
        where line.utf8.count <= 1_000 {
            let comment = line.firstRange(of: "//")
            let code = line[..<(comment?.lowerBound ?? line.endIndex)]
            var words = code.split(whereSeparator: \.isWhitespace).map { $0.trimmingCharacters(of: "\"`") }
            guard let first = words.first else { continue }
            if first == ")" {
                open = nil
                continue
            }
            if open == nil { words.removeFirst() }
            let verb = open ?? first
            if open == nil, words == ["("] {
                open = verb
                continue
            }
            let said = comment.map { line[$0.upperBound...].trimmingWhitespace() } ?? ""
            directives.append(Directive(verb: verb, words: words, comment: said, line: index + 1))
        }
        return directives
    }
}

extension StringProtocol {
    fileprivate func trimmingCharacters(of marks: String) -> String {
        var rest = Substring(self)
        while let first = rest.first, marks.contains(first) { rest.removeFirst() }
        while let last = rest.last, marks.contains(last) { rest.removeLast() }
        return String(rest)
    }
}
