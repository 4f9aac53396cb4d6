/// Writes words into a line of Markdown with a backslash only where a mark would otherwise mean something, so that the page reads well
/// where it is printed as it is.
enum MarkdownEscaper {
    /// - Parameters:
    ///   - previous: what stands before the words on the line.
    ///   - next: what will stand behind them.
    static func escaped(_ text: String, after previous: Unicode.Scalar? = nil, before next: Unicode.Scalar? = nil) -> String {
        let scalars = Array(text.unicodeScalars)
        var output = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            let before = index > 0 ? scalars[index - 1] : previous
            let after = index + 1 < scalars.count ? scalars[index + 1] : next
            let needed =
                switch scalar {
                case "`": true
                case "\\": after.map(isMark) ?? true
                case "*": !(isSpace(before) && isSpace(after))
                case "_": !(isSpace(before) && isSpace(after)) && !isInWord(scalars, index)
                case "~": !(isSpace(before) && isSpace(after)) && !(before.map(isSpace) ?? true && after == "/")
                case "]": after == "("
                case "<": after.map { $0.properties.isAlphabetic || "/!?".unicodeScalars.contains($0) } ?? true
                case "&": isEntity(scalars[(index + 1)...])
                default: false
                }
            if needed { output.append("\\") }
            output.append(scalar)
        }
        return String(output)
    }

    /// A mark that is harmless within a line starts a block at its beginning.
    static func guardingStart(of line: String) -> String {
        let scalars = Array(line.unicodeScalars)
        guard let first = scalars.first else { return "" }
        let run = scalars.prefix { $0 == first }.count
        let endsWord = run == scalars.count || scalars[run] == " "
        let isRule = scalars.allSatisfy { $0 == first || $0 == " " }
        let starts =
            switch first {
            case ">", "|": true
            case "#": run <= 6 && endsWord
            case "-", "+", "*": run == 1 && endsWord || isRule
            case "=", "_": isRule
            case "[": line.contains("]:") || ["[ ]", "[x]", "[X]"].contains(where: line.hasPrefix)
            default: false
            }
        if starts { return "\\" + line }
        let digits = scalars.prefix { ("0"..."9").contains($0) }.count
        if digits > 0, digits < scalars.count, ".)".unicodeScalars.contains(scalars[digits]),
            digits + 1 == scalars.count || scalars[digits + 1] == " "
        {
            return line.prefix(digits) + "\\" + line.dropFirst(digits)
        }
        return line
    }

    /// A run of underscores within a word is no emphasis.
    private static func isInWord(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        let before = scalars[..<index].last { $0 != "_" }
        let after = scalars[index...].first { $0 != "_" }
        return before.map(isWord) == true && after.map(isWord) == true
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    private static func isSpace(_ scalar: Unicode.Scalar?) -> Bool { scalar?.properties.isWhitespace == true }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (scalar.properties.isPatternSyntax || scalar == "_")
    }

    /// `&lt;` and the like.
    private static func isEntity(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        let name = rest.prefix(40).prefix { $0 == "#" || $0.isASCII && isWord($0) }
        return !name.isEmpty && rest.dropFirst(name.count).first == ";"
    }
}
