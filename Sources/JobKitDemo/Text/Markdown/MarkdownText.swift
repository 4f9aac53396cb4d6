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
    /// tags leave nothing, and a mark that would mean something is escaped.
    /// - Parameter startsLine: Whether it is set at the beginning of a line, where more marks have a meaning.
    static func inline(_ text: String, startsLine: Bool = false) -> String {
        MarkdownProse(line: text).markdown(startsLine: startsLine)
    }

    /// Text that is no Markdown, such as a note with paths in it, as a line of prose that shows every character of it; but what stands between
    /// backticks is code, as in the notes that the demo writes itself.
    static func literal(_ text: String, startsLine: Bool = false) -> String {
        MarkdownProse(literal: text).markdown(startsLine: startsLine)
    }

    /// The words of Markdown without any mark, for measuring and comparing.
    static func plain(_ text: String) -> String { MarkdownProse(line: text).plain }
}

extension MarkdownProse {
    /// Reads one line of Markdown within which nothing starts a block.
    init(line text: String) {
        let words = TerminalSafety.cleaned(text).trimmingWhitespace()
        // A full stop before it makes a paragraph of any line, and changes nothing of what follows.
        guard var first = MarkdownDocument("." + words).blocks.first?.prose, first.runs.first?.text.first == "." else {
            self.init(literal: words)
            return
        }
        first.runs[0].text.removeFirst()
        self = first
    }

    /// Text in which backticks alone have a meaning.
    init(literal text: String) {
        var rest = Substring(TerminalSafety.cleaned(text))
        var runs: [MarkdownRun] = []
        var text = ""
        while let start = rest.firstIndex(of: "`") {
            text += rest[..<start]
            let behind = rest[start...].dropFirst()
            let code = behind.prefix { $0 != "`" }
            let opens = text.last.map { !$0.isLetter && !$0.isNumber && $0 != "`" } ?? true
            if opens, code.endIndex < rest.endIndex, code.first?.isWhitespace == false, code.last?.isWhitespace == false {
                runs += [MarkdownRun(kind: .text, text: text), MarkdownRun(kind: .code, text: String(code))]
                text = ""
                rest = rest[code.endIndex...].dropFirst()
            } else {
                text += "`"
                rest = behind
            }
        }
        self.init(runs: runs + [MarkdownRun(kind: .text, text: text + rest)])
    }

    /// One line of the page: words and code.
    func markdown(startsLine: Bool = false) -> String {
        let shown = shown
        var line = ""
        for (index, run) in shown.enumerated() {
            switch run.kind {
            case .code:
                // Two spans side by side would be read as one.
                if line.last == "`", index > 0, shown[index - 1].kind == .code { line += " " }
                line += MarkdownText.code(run.text)
            default:
                let next = index + 1 < shown.count ? shown[index + 1].text.unicodeScalars.first : nil
                line += MarkdownEscaper.escaped(run.text, after: line.unicodeScalars.last, before: next)
            }
        }
        return startsLine ? MarkdownEscaper.guardingStart(of: line) : line
    }
}
