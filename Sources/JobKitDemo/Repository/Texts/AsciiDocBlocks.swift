/// Reads as much of AsciiDoc as tells prose and code from everything else: titles, paragraphs, listings, delimited blocks.
struct AsciiDocBlocks {
    static func blocks(of text: String) -> [ReadmeBlock] {
        var reader = AsciiDocBlocks()
        for line in TerminalSafety.withoutControls(text).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            reader.take(String(line))
        }
        reader.endParagraph()
        reader.endCode()
        return reader.blocks
    }

    private var blocks: [ReadmeBlock] = []
    private var words: [String] = []
    /// The line that ends the block that is open, and whether the block is code.
    private var block: (end: String, isCode: Bool)?
    private var code: [String] = []
    /// What the line of attributes above a block says.
    private var language = ""
    private var isOwn = true

    private mutating func take(_ line: String) {
        let trimmed = line.trimmingWhitespace()
        if let block {
            if trimmed == block.end { endCode() } else if block.isCode { code.append(line) }
            return
        }
        if trimmed.isEmpty {
            endParagraph()
        } else if let delimiter = Self.delimiter(trimmed) {
            endParagraph()
            if trimmed.hasPrefix("```") { language = ReadmeBlocks.language(String(trimmed.dropFirst(3))) }
            block = delimiter
        } else if let level = Self.level(trimmed), words.isEmpty {
            blocks.append(.heading(MarkupWords.asciidoc(trimmed.drop { $0 == "=" || $0 == "#" }.trimmingWhitespace()), level: level))
        } else if words.isEmpty, trimmed.hasPrefix("["), trimmed.hasSuffix("]") {
            attributes(trimmed.dropFirst().dropLast())
        } else if words.isEmpty, Self.isDirective(trimmed) {
            return
        } else if words.isEmpty, line.first == " " {
            blocks.append(.code(language: language, isIndented: true, lines: [TerminalSafety.cleaned(trimmed)]))
        } else {
            if words.isEmpty, Self.startsList(trimmed) { isOwn = false }
            words.append(trimmed)
        }
    }

    private mutating func endParagraph() {
        guard !words.isEmpty else { return }
        blocks.append(.paragraph(MarkupWords.asciidoc(words.joined(separator: " ")), isOwn: isOwn))
        (words, isOwn, language) = ([], true, "")
    }

    private mutating func endCode() {
        if block?.isCode == true {
            let lines = ReadmeBlocks.lines(code.joined(separator: "\n")).map { TerminalSafety.cleaned($0) }
            blocks.append(.code(language: language, isIndented: false, lines: lines))
        }
        (block, code, language) = (nil, [], "")
    }

    /// `[source,sh]`, `[,sh]`, `[NOTE]`, `[[anchor]]`.
    private mutating func attributes(_ text: Substring) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        if parts.count > 1, ["source", "", "listing"].contains(parts[0].prefix { $0 != "%" && $0 != "#" }) {
            language = ReadmeBlocks.language(String(parts[1]))
        }
        if ["NOTE", "TIP", "WARNING", "CAUTION", "IMPORTANT", "quote", "verse"].contains(String(parts.first ?? "")) { isOwn = false }
    }

    private static func delimiter(_ line: String) -> (end: String, isCode: Bool)? {
        if line.hasPrefix("```"), !line.dropFirst(3).contains("`") { return ("```", true) }
        guard line.count >= 4 || line == "|===", let mark = line.first else { return nil }
        if line.hasPrefix("|==") { return (line, false) }
        guard line.allSatisfy({ $0 == mark }) else { return nil }
        return "-.".contains(mark) ? (line, true) : "+/_*=".contains(mark) ? (line, false) : nil
    }

    private static func level(_ line: String) -> Int? {
        let count = line.prefix { $0 == line.first }.count
        guard line.first == "=" || line.first == "#", count <= 6, line.dropFirst(count).first == " " else { return nil }
        return count
    }

    private static func isDirective(_ line: String) -> Bool {
        if line.hasPrefix(":") || line.hasPrefix("//") || line.hasPrefix("image:") || line == "+" { return true }
        let word = line.prefix { !$0.isWhitespace }
        return ["ifdef::", "ifndef::", "endif::", "include::", "toc::", "video::"].contains(where: word.hasPrefix)
    }

    private static func startsList(_ line: String) -> Bool {
        let word = line.prefix { !$0.isWhitespace }
        if ["NOTE:", "TIP:", "WARNING:", "CAUTION:", "IMPORTANT:"].contains(String(word)) { return true }
        return !word.isEmpty && word.count <= 5 && word.allSatisfy { "*.-".contains($0) }
            || word.last == "." && word.dropLast().allSatisfy(\.isNumber)
    }
}
