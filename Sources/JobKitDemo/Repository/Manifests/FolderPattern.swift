/// A pattern of folders as workspaces have it: `packages/*`, `libs/**`, `tools/cli`; with `!` in front it takes away.
struct FolderPattern: Sendable, Equatable {
    let isExclusion: Bool
    private let parts: [Substring]

    init(_ text: String) {
        isExclusion = text.hasPrefix("!")
        parts = text.drop { $0 == "!" }.split(separator: "/").filter { $0 != "." }
    }

    /// - Parameter folder: Relative to the workspace's own folder.
    func matches(_ folder: some StringProtocol) -> Bool {
        Self.matches(parts[...], folder.split(separator: "/").map { Substring(String($0)) }[...])
    }

    static func matches(_ patterns: [String], _ folder: some StringProtocol) -> Bool {
        let patterns = patterns.prefix(200).map(FolderPattern.init)
        return patterns.contains { !$0.isExclusion && $0.matches(folder) } && !patterns.contains { $0.isExclusion && $0.matches(folder) }
    }

    private static func matches(_ pattern: ArraySlice<Substring>, _ folder: ArraySlice<Substring>) -> Bool {
        // One row of a table at a time, so that `**/**/**` takes no longer than its length times the folder's.
        var row = [Bool](repeating: false, count: folder.count + 1)
        row[0] = true
        for part in pattern {
            var next = [Bool](repeating: false, count: row.count)
            if part == "**" { next[0] = row[0] }
            for (index, name) in folder.enumerated() {
                next[index + 1] = part == "**" ? row[index + 1] || next[index] : row[index] && word(part, name)
            }
            row = next
        }
        return row.last ?? false
    }

    /// One name, in which each `*` stands for any letters.
    private static func word(_ pattern: Substring, _ name: Substring) -> Bool {
        guard pattern.contains("*") else { return pattern == name }
        guard !name.hasPrefix(".") || pattern.hasPrefix(".") else { return false }
        let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = pieces.first, let last = pieces.last, name.hasPrefix(first), name.count >= first.count + last.count,
            name.hasSuffix(last)
        else { return false }
        var rest = name.dropFirst(first.count).dropLast(last.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let range = rest.firstRange(of: piece) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}
