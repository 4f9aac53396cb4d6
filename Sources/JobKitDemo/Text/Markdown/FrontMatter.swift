import Yams

/// The keys in YAML at the top of a page, between two rules, which are data about the page and no words of it.
enum FrontMatter {
    private static let keptLines = 200
    private static let keptBytes = 16 * 1024
    /// YAML nests by these; a parser's stack does not grow with a stranger's text.
    private static let keptMarks = 200

    /// The text with an empty line in place of each of its lines, so that what follows keeps its line numbers.
    static func blanked(_ text: String) -> String {
        let lines = text.split(maxSplits: keptLines, omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
        guard lines.first?.trimmingWhitespace() == "---" else { return text }
        guard let end = lines.prefix(keptLines).dropFirst().firstIndex(where: { $0.trimmingWhitespace() == "---" }) else { return text }
        guard isMapping(lines[1..<end].joined(separator: "\n")) else { return text }
        return String(repeating: "\n", count: end + 1) + lines[(end + 1)...].joined(separator: "\n")
    }

    private static func isMapping(_ yaml: String) -> Bool {
        guard yaml.utf8.count <= keptBytes, yaml.utf8.count(where: { "[{-?".utf8.contains($0) }) <= keptMarks else { return false }
        guard let node = try? Yams.compose(yaml: yaml) else { return false }
        return node.mapping != nil
    }
}
