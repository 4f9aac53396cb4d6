// What is taken from a repository is set as one line of prose or as a code span. Nothing in it may start a heading, a
// list, a quotation, a fence or a tag of its own: the structure of the page belongs to the page.

enum MarkdownText {
    /// A name, a path or a line of code as a code span. A run of backticks is shortened to one: the span's delimiter then never
    /// has the three that, at the start of a line, look like a fence.
    static func code(_ text: String) -> String {
        let bounded = text.count > 240 ? text.prefix(240) + "…" : text
        var safe = String.UnicodeScalarView()
        for scalar in TerminalSafety.cleaned(bounded).trimmingWhitespace().unicodeScalars where scalar != "`" || safe.last != "`" {
            safe.append(scalar)
        }
        guard !safe.isEmpty else { return "`?`" }
        return safe.contains("`") ? "`` \(String(safe)) ``" : "`\(String(safe))`"
    }

    /// Somebody else's Markdown as a line of plain prose: code spans stay, links and emphasis leave their words, images and
    /// tags leave nothing, and every other mark is escaped.
    /// - Parameter startsLine: Whether it is set at the beginning of a line, where more marks have a meaning.
    static func inline(_ text: String, startsLine: Bool = false) -> String {
        var flattener = MarkdownFlattener(TerminalSafety.cleaned(text))
        let line = flattener.flattened(escaping: true).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return startsLine ? guardingStart(of: line) : line
    }

    /// Text that is no Markdown, such as a note with paths in it, as a line of prose that shows every character of it.
    static func literal(_ text: String, startsLine: Bool = false) -> String {
        let scalars = Array(TerminalSafety.cleaned(text).unicodeScalars)
        var output = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            let isInWord = index > 0 && index + 1 < scalars.count && isWord(scalars[index - 1]) && isWord(scalars[index + 1])
            if "\\`*[]<~".unicodeScalars.contains(scalar) || (scalar == "_" && !isInWord) { output.append("\\") }
            output.append(scalar)
        }
        let line = String(output).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return startsLine ? guardingStart(of: line) : line
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// The same words without any mark, for measuring and comparing.
    static func plain(_ text: String) -> String {
        var flattener = MarkdownFlattener(TerminalSafety.cleaned(text))
        return flattener.flattened(escaping: false).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// A mark that is harmless within a line starts a block at its beginning.
    private static func guardingStart(of line: String) -> String {
        let scalars = line.unicodeScalars
        guard let first = scalars.first else { return "" }
        if "#>-+=~|:".unicodeScalars.contains(first) { return "\\" + line }
        let digits = scalars.prefix { ("0"..."9").contains($0) }
        if !digits.isEmpty, let mark = scalars.dropFirst(digits.count).first, mark == "." || mark == ")" {
            return String(digits) + "\\" + String(scalars.dropFirst(digits.count))
        }
        return line
    }
}
