/// A Markdown text as its blocks, in the text's order.
///
/// A flat list, because the text is a stranger's: nothing that walks over it needs a stack as deep as the text is nested.
struct MarkdownDocument: Sendable, Equatable {
    let blocks: [MarkdownBlock]

    init(_ text: String) {
        let bytes = MarkdownBounds.bounded(Array(TerminalSafety.withoutControls(text).utf8))
        blocks =
            MarkdownParser.withTree(of: bytes) { root in
                var reader = MarkdownReader(bytes)
                return reader.blocks(of: root)
            } ?? []
    }
}

struct MarkdownBlock: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case heading(level: Int)
        case paragraph
        /// The blocks that follow with a greater depth belong to it.
        case item(MarkdownItem)
        /// - Parameter info: what stands behind the opening fence; empty for an indented block.
        case code(info: String, isFenced: Bool)
        case html
        case tableRow(cells: [MarkdownProse], isHeader: Bool)
        case rule
    }

    var kind: Kind
    /// The words of a heading or a paragraph.
    var prose = MarkdownProse()
    /// The lines of code or HTML, as they are written.
    var literal = ""
    /// How many list items it lies in.
    var depth = 0
    /// How many quotations it lies in.
    var quotes = 0
    /// Where it begins, from 1.
    var line = 1

    /// Neither in a list nor in a quotation.
    var isTopLevel: Bool { depth == 0 && quotes == 0 }
}

struct MarkdownItem: Sendable, Equatable {
    enum Box: Sendable, Equatable {
        case open, checked
    }

    /// Nil for a bullet.
    var number: Int?
    /// The box of a task list.
    var box: Box?
    /// Without blank lines between the items.
    var isTight = true
}
