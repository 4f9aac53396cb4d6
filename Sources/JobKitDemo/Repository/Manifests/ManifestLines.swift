/// Finds the line of a name that a library read out of a text: the libraries give values, and a reader wants to see the place.
struct ManifestLines: Sendable {
    private let lines: [Substring]

    init(_ text: String) {
        // `\r\n` is one character of its own.
        lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    }

    /// The first line, from 1, that holds the name as a whole word outside a comment, below the first line that holds `mark`.
    func line(of name: String, below mark: String? = nil) -> Int? {
        guard !name.isEmpty, name.utf8.count <= 200 else { return nil }
        let start = mark.flatMap { mark in lines.firstIndex { !Self.isComment($0) && $0.contains(mark) } } ?? 0
        return lines.indices[start...].first { !Self.isComment(lines[$0]) && Self.holds(lines[$0], name) }.map { $0 + 1 }
    }

    private static func isComment(_ line: Substring) -> Bool {
        let start = line.drop(while: \.isWhitespace)
        return start.hasPrefix("#") || start.hasPrefix("//")
    }

    private static func holds(_ line: Substring, _ name: String) -> Bool {
        guard line.utf8.count <= 2_000 else { return false }
        var rest = line
        while let range = rest.firstRange(of: name) {
            let before = range.lowerBound == line.startIndex ? nil : line[line.index(before: range.lowerBound)]
            let after = range.upperBound == line.endIndex ? nil : line[range.upperBound]
            if !isWord(before), !isWord(after) { return true }
            rest = line[range.upperBound...]
        }
        return false
    }

    private static func isWord(_ character: Character?) -> Bool {
        character.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" } ?? false
    }
}
