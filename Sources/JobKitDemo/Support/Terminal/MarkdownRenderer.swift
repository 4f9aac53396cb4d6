/// Sets Markdown for a terminal: headings bold, code in cyan, lists with hanging indents, lines wrapped between words. Only
/// the Markdown of the pages is understood; anything else is shown as it is written.
struct MarkdownRenderer: Sendable {
    static let widest = 100

    private let columns: Int
    private let isStyled: Bool

    init(width: Int, isStyled: Bool) {
        columns = max(20, min(width, Self.widest))
        self.isStyled = isStyled
    }

    func render(_ markdown: String) -> String {
        var output: [String] = []
        var paragraph: [String] = []
        var fence: String?
        func endParagraph() {
            if !paragraph.isEmpty { output += wrapped(paragraph.joined(separator: " "), first: "", rest: "") }
            paragraph = []
        }
        for line in TerminalSafety.cleaned(markdown, keepingLines: true).split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.trimmingWhitespace()
            if let open = fence {
                if trimmed == open { fence = nil } else { output.append("  " + styled(String(line), .cyan)) }
            } else if opensFence(trimmed) {
                endParagraph()
                fence = String(trimmed.prefix { $0 == trimmed.first })
            } else if trimmed.isEmpty {
                endParagraph()
                if output.last?.isEmpty == false { output.append("") }
            } else if let heading = heading(trimmed) {
                endParagraph()
                output.append(styled(MarkdownWords.plain(heading), .bold))
            } else if let item = ListItem(String(line)) {
                endParagraph()
                output += wrapped(item.text, first: item.first, rest: item.rest)
            } else {
                paragraph.append(trimmed)
            }
        }
        endParagraph()
        while output.last?.isEmpty == true { output.removeLast() }
        return output.joined(separator: "\n") + "\n"
    }

    /// A backtick after the fence's own makes it a code span within a paragraph.
    private func opensFence(_ line: String) -> Bool {
        line.hasPrefix("~~~") || (line.hasPrefix("```") && !line.drop { $0 == "`" }.contains("`"))
    }

    private func heading(_ line: String) -> String? {
        let level = line.prefix { $0 == "#" }.count
        guard (1...6).contains(level), line.dropFirst(level).first == " " else { return nil }
        return line.dropFirst(level).trimmingWhitespace()
    }

    private func wrapped(_ text: String, first: String, rest: String) -> [String] {
        var lines: [String] = []
        var line = first
        var width = DisplayWidth.of(first)
        var isEmpty = true
        for word in MarkdownWords.words(text) {
            let needed = word.width
            // A word that is wider than the line stays whole: a path that is broken cannot be copied.
            if !isEmpty, width + 1 + needed > columns {
                lines.append(line)
                line = rest
                width = DisplayWidth.of(rest)
                isEmpty = true
            }
            if !isEmpty {
                line += " "
                width += 1
            }
            line += word.pieces.map { styled($0.text, $0.style) }.joined()
            width += needed
            isEmpty = false
        }
        return isEmpty ? lines : lines + [line]
    }

    private func styled(_ text: String, _ style: Style?) -> String {
        guard isStyled, let style else { return text }
        return style.applied(to: text)
    }
}

/// `- words` or `3. words`, with the indent of its further lines.
private struct ListItem {
    var first: String
    var rest: String
    var text: String

    init?(_ line: String) {
        let indent = String(line.prefix { $0 == " " })
        let body = line.dropFirst(indent.count)
        let digits = body.prefix { ("0"..."9").contains($0) }
        let mark: String
        if digits.isEmpty {
            guard let bullet = body.first, "-*+".contains(bullet) else { return nil }
            mark = "•"
        } else {
            guard digits.count <= 9, body.dropFirst(digits.count).first == "." else { return nil }
            mark = digits + "."
        }
        let after = body.dropFirst(digits.count + 1)
        guard after.first == " " else { return nil }
        text = after.trimmingWhitespace()
        first = indent + mark + " "
        rest = String(repeating: " ", count: first.count)
    }
}
