/// Sets Markdown for a terminal: headings bold, code in cyan, lists with hanging indents, lines wrapped between words.
struct MarkdownRenderer: Sendable {
    static let widest = 100

    private let columns: Int
    private let isStyled: Bool

    init(width: Int, isStyled: Bool) {
        columns = max(20, min(width, Self.widest))
        self.isStyled = isStyled
    }

    func render(_ markdown: String) -> String {
        var page = RenderedPage(columns: columns, isStyled: isStyled)
        for block in MarkdownDocument(markdown).blocks { page.add(block) }
        return page.text
    }
}

/// The lines of a page so far.
private struct RenderedPage {
    let columns: Int
    let isStyled: Bool
    private var lines: [String] = []
    private var previous: MarkdownBlock?
    /// The marks of the items that have begun and have no words yet.
    private var marks: String?
    /// For each open item, how far its further lines are indented.
    private var hangs: [Int] = []

    init(columns: Int, isStyled: Bool) {
        self.columns = columns
        self.isStyled = isStyled
    }

    var text: String {
        var page = self
        page.endMarks()
        return page.lines.joined(separator: "\n") + "\n"
    }

    mutating func add(_ block: MarkdownBlock) {
        if block.depth < hangs.count {
            endMarks()
            hangs.removeLast(hangs.count - block.depth)
        }
        if let previous, Self.isApart(block, from: previous) { lines.append("") }
        let margin = String(repeating: " ", count: hangs.reduce(0, +)) + String(repeating: "> ", count: block.quotes)
        switch block.kind {
        case .item(let item):
            let mark = Self.mark(item)
            marks = (marks ?? margin) + mark
            hangs.append(DisplayWidth.of(mark))
        case .heading: set(block.prose.plain.isEmpty ? [] : [bold(block.prose)], margin)
        case .paragraph: set(MarkdownWords.words(block.prose), margin)
        case .tableRow(let cells, _):
            let bar = MarkdownWords.Word(pieces: [.init(text: "|", style: .dim)])
            set(Array(cells.map(MarkdownWords.words).joined(separator: [bar])), margin)
        case .code:
            endMarks()
            lines += Self.lines(block.literal).map { margin + "  " + styled($0, .cyan) }
        case .html:
            endMarks()
            lines += Self.lines(block.literal).map { margin + $0 }
        case .rule: set([.init(pieces: [.init(text: "---", style: .dim)])], margin)
        }
        previous = block
    }

    /// Blocks are apart, but for the items of a tight list, the rows of a table, and an item and its own words.
    private static func isApart(_ block: MarkdownBlock, from previous: MarkdownBlock) -> Bool {
        switch (previous.kind, block.kind) {
        case (.item, _), (.tableRow, .tableRow): false
        case (_, .item(let item)): !(item.isTight && (previous.depth > block.depth || block.depth > 0))
        default: true
        }
    }

    private static func mark(_ item: MarkdownItem) -> String {
        let box = item.box.map { $0 == .checked ? "[x] " : "[ ] " } ?? ""
        return (item.number.map { "\($0). " } ?? "• ") + box
    }

    private mutating func endMarks() {
        if let marks { lines.append(marks.trimmingWhitespace()) }
        marks = nil
    }

    /// A heading is one look whatever is in it, and is not wrapped.
    private func bold(_ prose: MarkdownProse) -> MarkdownWords.Word { .init(pieces: [.init(text: prose.plain, style: .bold)]) }

    private mutating func set(_ words: [MarkdownWords.Word], _ margin: String) {
        var line = marks ?? margin
        marks = nil
        var width = DisplayWidth.of(line)
        var isEmpty = true
        for word in words {
            let needed = word.width
            // A word that is wider than the line stays whole: a path that is broken cannot be copied.
            if !isEmpty, width + 1 + needed > columns {
                lines.append(line)
                line = margin
                width = DisplayWidth.of(margin)
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word.pieces.map { styled($0.text, $0.style) }.joined()
            width += needed + (isEmpty ? 0 : 1)
            isEmpty = false
        }
        if !isEmpty { lines.append(line) }
    }

    /// Without the line feed at the end of a block.
    private static func lines(_ literal: String) -> [String] {
        let lines = literal.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return lines.last?.isEmpty == true ? lines.dropLast() : lines
    }

    private func styled(_ text: String, _ style: Style?) -> String {
        guard isStyled, let style else { return text }
        return style.applied(to: text)
    }
}
