/// What a repository's `.gitattributes` say about a file; nil where they say nothing.
struct LinguistAttributes: Sendable, Equatable {
    var generated: Bool?
    var vendored: Bool?
    var documentation: Bool?

    private static let names = ["linguist-generated", "linguist-vendored", "linguist-documentation"]

    /// One element for each entry, in their order. git itself reads the patterns.
    static func read(for entries: [TrackedEntry], in directory: String, git: Git) async throws -> [LinguistAttributes] {
        let nothing = [LinguistAttributes](repeating: LinguistAttributes(), count: entries.count)
        guard entries.contains(where: { $0.path == Array(".gitattributes".utf8) || $0.path.ends(with: "/.gitattributes") }) else {
            return nothing
        }
        var command = GitCommand.inClone(directory, ["check-attr", "--stdin", "-z"] + names, within: .seconds(60))
        command.input = entries.flatMap { $0.path + [0] }
        // Three short lines for each path, and the paths may be long.
        command.outputLimit = (command.input.count + entries.count * 64) * 3 + 1024
        let values = parse(try await git.run(command).bytes)
        return values.count == entries.count ? values : nothing
    }

    /// Reads `path<NUL>attribute<NUL>value<NUL>`, three for each path.
    static func parse(_ output: [UInt8]) -> [LinguistAttributes] {
        let fields = output.split(separator: 0, omittingEmptySubsequences: false)
        return stride(from: 0, to: fields.count - 8, by: 9).map { start in
            LinguistAttributes(
                generated: value(fields[start + 2]), vendored: value(fields[start + 5]), documentation: value(fields[start + 8]))
        }
    }

    private static func value(_ bytes: ArraySlice<UInt8>) -> Bool? {
        switch String(decoding: bytes, as: UTF8.self) {
        case "set", "true": true
        case "unset", "false": false
        default: nil
        }
    }
}

extension [UInt8] {
    fileprivate func ends(with suffix: String) -> Bool { self.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }
}
