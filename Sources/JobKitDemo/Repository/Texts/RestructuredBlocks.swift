/// Reads as much of reStructuredText as tells prose and code from everything else: titles, paragraphs, directives, literal blocks.
struct RestructuredBlocks {
    static func blocks(of text: String) -> [ReadmeBlock] {
        var reader = RestructuredBlocks(TerminalSafety.withoutControls(text))
        while reader.index < reader.lines.count { reader.step() }
        return reader.blocks
    }

    private let lines: [String]
    private var index = 0
    private var blocks: [ReadmeBlock] = []
    /// The marks that underline titles, in the order in which they were met: the first is the highest level.
    private var levels: [String] = []

    private init(_ text: String) {
        lines = text.split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }.prefix(20_000).map {
            String($0).replacing("\t", with: "        ")
        }
    }

    private mutating func step() {
        let line = lines[index]
        if Self.isBlank(line) {
            index += 1
        } else if line.hasPrefix("..") && (line.count == 2 || line.dropFirst(2).first == " ") {
            readDirective(line)
        } else if !readTitle() {
            readParagraph()
        }
    }

    /// A title between two rules, or above one.
    private mutating func readTitle() -> Bool {
        let isFramed = Self.isRule(lines[index])
        let title = isFramed ? index + 1 : index
        guard title + 1 < lines.count, !Self.isBlank(lines[title]), Self.isRule(lines[title + 1]), isFramed || lines[title].first != " "
        else {
            if isFramed { index += 1 }
            return isFramed
        }
        let mark = (isFramed ? "framed" : "") + lines[title + 1].prefix(1)
        if !levels.contains(mark) { levels.append(mark) }
        let level = (levels.firstIndex(of: mark) ?? 0) + 1
        blocks.append(.heading(MarkupWords.restructured(lines[title]), level: min(6, level)))
        index = title + 2
        return true
    }

    private mutating func readDirective(_ line: String) {
        let words = line.dropFirst(2).trimmingWhitespace()
        index += 1
        let body = takeIndented()
        let parts = words.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, ["code-block", "code", "sourcecode", "prompt"].contains(parts[0]) else { return }
        // `:linenos:` and the like stand above the code.
        let code = body.drop { Self.isBlank($0) || $0.hasPrefix(":") }
        if !code.isEmpty { blocks.append(.code(language: ReadmeBlocks.language(String(parts[1])), isIndented: false, lines: Array(code))) }
    }

    private mutating func readParagraph() {
        var words: [String] = []
        let isOwn = lines[index].first != " " && !Self.startsList(lines[index])
        let indentation = lines[index].prefix { $0 == " " }.count
        while index < lines.count, !Self.isBlank(lines[index]) {
            words.append(lines[index].trimmingWhitespace())
            index += 1
        }
        var text = words.joined(separator: " ")
        let leadsToCode = text.hasSuffix("::")
        if leadsToCode { text.removeLast() }
        if text != ":" { blocks.append(.paragraph(MarkupWords.restructured(text), isOwn: isOwn)) }
        if leadsToCode {
            let code = takeIndented(beyond: indentation)
            if !code.isEmpty { blocks.append(.code(language: "", isIndented: true, lines: code)) }
        }
    }

    /// The lines that follow and are indented, without their common indentation and without blank lines around them.
    private mutating func takeIndented(beyond margin: Int = 0) -> [String] {
        var body: [String] = []
        while index < lines.count, Self.isBlank(lines[index]) || lines[index].prefix(while: { $0 == " " }).count > margin {
            body.append(lines[index])
            index += 1
        }
        while body.last.map(Self.isBlank) == true { body.removeLast() }
        body = Array(body.drop(while: Self.isBlank))
        let common = body.filter { !Self.isBlank($0) }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return body.map { TerminalSafety.cleaned(String($0.dropFirst(common))) }
    }

    private static func isBlank(_ line: String) -> Bool { line.allSatisfy(\.isWhitespace) }

    private static func isRule(_ line: String) -> Bool {
        let line = line.trimmingWhitespace()
        guard let mark = line.first, line.count >= 3, "=-~^*#_\"'+`".contains(mark) else { return false }
        return line.allSatisfy { $0 == mark }
    }

    /// A list, a field, a table, a doctest or a line block.
    private static func startsList(_ line: String) -> Bool {
        let word = line.prefix { !$0.isWhitespace }
        if ["-", "*", "+", "•", "|", ">>>", "#.", "__"].contains(word) || line.hasPrefix(":") || line.hasPrefix("+-")
            || line.hasPrefix("==")
        {
            return true
        }
        return word.count > 1 && word.count <= 5 && [".", ")"].contains(word.last)
            && word.dropLast().allSatisfy { $0.isNumber || $0 == "(" }
    }
}
