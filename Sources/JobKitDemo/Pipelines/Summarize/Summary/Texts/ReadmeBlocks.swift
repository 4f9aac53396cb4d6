/// A README cut into headings, paragraphs and code. Lists, quotations, tables, tags, images and comments are left out: they
/// are not sentences about the project. Understands Markdown, and enough of reStructuredText and AsciiDoc to tell prose from marks.
enum ReadmeBlocks {
    enum Block: Equatable {
        case heading(String, level: Int)
        case paragraph(String)
        case code(language: String, lines: [String])
    }

    static func blocks(of text: String) -> [Block] {
        var scanner = Scanner()
        let lines = TerminalSafety.cleaned(text, keepingLines: true).split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines.drop(while: { $0.allSatisfy(\.isWhitespace) }) { scanner.take(String(line)) }
        scanner.endParagraph()
        scanner.endCode()
        return scanner.blocks
    }

    private struct Scanner {
        private enum Mode: Equatable {
            case text
            /// Until the fence comes again.
            case code(fence: String, language: String)
            /// Until `-->`.
            case comment
            /// Lines that belong to a list, a quotation, a tag or a directive, until a blank line.
            case skipping
            /// Between the two rules at the top of a page.
            case frontMatter(String)
        }

        var blocks: [Block] = []
        private var mode = Mode.text
        private var paragraph: [String] = []
        private var code: [String] = []
        private var isFirst = true

        mutating func take(_ line: String) {
            let trimmed = line.trimmingWhitespace()
            defer { isFirst = false }
            switch mode {
            case .code(let fence, _):
                if trimmed.hasPrefix(fence), trimmed.allSatisfy({ $0 == fence.first }) { endCode() } else { code.append(line) }
            case .comment:
                if trimmed.contains("-->") { mode = .text }
            case .frontMatter(let rule):
                if trimmed == rule { mode = .text }
            case .skipping where !trimmed.isEmpty && !isFence(trimmed) && !trimmed.hasPrefix("#"):
                break
            case .skipping, .text:
                mode = .text
                text(line, trimmed)
            }
        }

        private mutating func text(_ line: String, _ trimmed: String) {
            if trimmed.isEmpty { return endParagraph() }
            if isFirst, trimmed == "---" || trimmed == "+++" { return mode = .frontMatter(trimmed) }
            if isFence(trimmed) {
                endParagraph()
                let mark = trimmed.prefix { $0 == trimmed.first }
                let language = trimmed.dropFirst(mark.count).trimmingWhitespace().prefix { !$0.isWhitespace && $0 != "," }
                return mode = .code(fence: String(mark), language: language.lowercased())
            }
            if isRule(trimmed) { return underline(trimmed) }
            if let heading = heading(trimmed) {
                endParagraph()
                return blocks.append(heading)
            }
            if trimmed.hasPrefix("<!--") {
                endParagraph()
                return mode = trimmed.contains("-->") ? .text : .comment
            }
            if paragraph.isEmpty, line.hasPrefix("    ") { return }
            if isNoParagraph(trimmed) {
                endParagraph()
                return mode = .skipping
            }
            paragraph.append(trimmed)
        }

        mutating func endParagraph() {
            if !paragraph.isEmpty { blocks.append(.paragraph(paragraph.joined(separator: " "))) }
            paragraph = []
        }

        mutating func endCode() {
            if case .code(_, let language) = mode { blocks.append(.code(language: language, lines: code)) }
            code = []
            mode = .text
        }

        /// A rule under one line of text makes it a title, in Markdown and in reStructuredText; alone it is decoration.
        private mutating func underline(_ rule: String) {
            if let title = paragraph.last, paragraph.count == 1 {
                paragraph = []
                blocks.append(.heading(title, level: rule.hasPrefix("=") ? 1 : 2))
            } else {
                endParagraph()
            }
        }

        /// A backtick after the fence's own makes it a code span within a paragraph.
        private func isFence(_ line: String) -> Bool {
            line.hasPrefix("~~~") || (line.hasPrefix("```") && !line.drop { $0 == "`" }.contains("`"))
        }

        private func isRule(_ line: String) -> Bool {
            guard let mark = line.first, line.count >= 3, "=-~^*#_\"'".contains(mark) else { return false }
            return line.allSatisfy { $0 == mark || $0 == " " }
        }

        private func heading(_ line: String) -> Block? {
            for mark in ["#", "="] as [Character] {
                let level = line.prefix { $0 == mark }.count
                guard (1...6).contains(level), line.dropFirst(level).first?.isWhitespace == true else { continue }
                let title = line.dropFirst(level).trimmingWhitespace()
                return .heading(String(title.reversed().drop { $0 == mark || $0 == " " }.reversed()), level: level)
            }
            return nil
        }

        private func isNoParagraph(_ line: String) -> Bool {
            guard paragraph.isEmpty else { return line.hasPrefix("|") }
            if "<>|".contains(line.prefix(1)), !line.hasPrefix("<http") { return true }
            if line.hasPrefix("..") || line.hasPrefix(":") || line.hasPrefix("image:") || line.hasPrefix("[[") { return true }
            // A reference's target: `[name]: address`.
            if line.hasPrefix("["), line.contains("]: ") { return true }
            let second = line.dropFirst().first
            if "-*+•".contains(line.prefix(1)), second?.isWhitespace == true { return true }
            let digits = line.prefix { $0.isNumber }
            return !digits.isEmpty && [".", ")"].contains(line.dropFirst(digits.count).prefix(1))
        }
    }
}
