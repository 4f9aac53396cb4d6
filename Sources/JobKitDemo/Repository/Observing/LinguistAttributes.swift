/// What a repository's `.gitattributes` say about a file; nil where they say nothing.
struct LinguistAttributes: Sendable, Equatable {
    var generated: Bool?
    var vendored: Bool?
    var documentation: Bool?
    /// The language's name as the repository writes it.
    var language: String?

    private static let names = ["linguist-generated", "linguist-vendored", "linguist-documentation", "linguist-language"]

    /// One element for each entry, in their order. git itself reads the patterns.
    static func read(for entries: [TrackedEntry], in directory: String, git: Git) async throws -> [LinguistAttributes] {
        let nothing = [LinguistAttributes](repeating: LinguistAttributes(), count: entries.count)
        guard entries.contains(where: { $0.path == Array(".gitattributes".utf8) || $0.path.ends(with: "/.gitattributes") }) else {
            return nothing
        }
        var command = GitCommand.inClone(directory, ["check-attr", "--stdin", "-z"] + names, within: .seconds(60))
        command.input = entries.flatMap { $0.path + [0] }
        // A few short lines for each path, and the paths may be long.
        command.outputLimit = (command.input.count + entries.count * 64) * names.count + 1024
        let values = parse(try await git.run(command).bytes)
        return values.count == entries.count ? values : nothing
    }

    /// Reads `path<NUL>attribute<NUL>value<NUL>`, one for each attribute and path.
    static func parse(_ output: [UInt8]) -> [LinguistAttributes] {
        let fields = output.split(separator: 0, omittingEmptySubsequences: false)
        let width = names.count * 3
        return stride(from: 0, to: fields.count - width + 1, by: width).map { start in
            LinguistAttributes(
                generated: flag(fields[start + 2]), vendored: flag(fields[start + 5]), documentation: flag(fields[start + 8]),
                language: text(fields[start + 11]))
        }
    }

    private static func flag(_ bytes: ArraySlice<UInt8>) -> Bool? {
        switch String(decoding: bytes, as: UTF8.self) {
        case "set", "true": true
        case "unset", "false": false
        default: nil
        }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        let value = String(decoding: bytes.prefix(60), as: UTF8.self)
        return ["unspecified", "set", "unset", "true", "false", ""].contains(value) ? nil : value
    }
}

extension [UInt8] {
    fileprivate func ends(with suffix: String) -> Bool { self.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }
}
