import CMarkGFM

/// Walks over a tree of cmark-gfm once, and notes its blocks.
struct MarkdownReader {
    private let bytes: [UInt8]
    /// Where each line begins.
    private let starts: [Int]
    private var blocks: [MarkdownBlock] = []
    private var prose = MarkdownProse.Builder()
    private var cells: [MarkdownProse] = []
    private var depth = 0
    private var quotes = 0
    /// For each open list the number of its next item; nil for bullets.
    private var numbers: [Int?] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        starts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }

    mutating func blocks(of root: OpaquePointer) -> [MarkdownBlock] {
        guard let iterator = cmark_iter_new(root) else { return [] }
        defer { cmark_iter_free(iterator) }
        while true {
            let event = cmark_iter_next(iterator)
            guard event != CMARK_EVENT_DONE, let node = cmark_iter_get_node(iterator) else { return blocks }
            let isEntered = event == CMARK_EVENT_ENTER
            if !readBlock(node, isEntered) { readInline(node, isEntered) }
        }
    }

    /// - Returns: False where the node is none of these.
    private mutating func readBlock(_ node: OpaquePointer, _ isEntered: Bool) -> Bool {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_DOCUMENT: break
        case CMARK_NODE_LIST:
            let isNumbered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
            if isEntered { numbers.append(isNumbered ? Int(cmark_node_get_list_start(node)) : nil) } else { _ = numbers.popLast() }
        case CMARK_NODE_BLOCK_QUOTE: quotes += isEntered ? 1 : -1
        case CMARK_NODE_ITEM:
            if isEntered { note(.item(item(node)), node) }
            depth += isEntered ? 1 : -1
        case CMARK_NODE_HEADING:
            if !isEntered { note(.heading(level: Int(cmark_node_get_heading_level(node))), node, prose.finish()) }
        case CMARK_NODE_PARAGRAPH:
            if !isEntered { note(.paragraph, node, prose.finish()) }
        case CMARK_NODE_THEMATIC_BREAK: note(.rule, node)
        case CMARK_NODE_CODE_BLOCK:
            let info = TerminalSafety.cleaned(Self.string(cmark_node_get_fence_info(node)))
            var (length, offset, mark): (Int32, Int32, CChar) = (0, 0, 0)
            let isFenced = cmark_node_get_fenced(node, &length, &offset, &mark) != 0
            note(.code(info: info, isFenced: isFenced), node, literal: Self.literal(node))
        case CMARK_NODE_HTML_BLOCK: note(.html, node, literal: Self.literal(node))
        default: return readTable(node, isEntered)
        }
        return true
    }

    private mutating func readTable(_ node: OpaquePointer, _ isEntered: Bool) -> Bool {
        switch Self.string(cmark_node_get_type_string(node)) {
        case "table": break
        case "table_cell": if !isEntered { cells.append(prose.finish()) }
        case "table_row", "table_header":
            guard !isEntered else { break }
            let isHeader = cmark_gfm_extensions_get_table_row_is_header(node) != 0
            note(.tableRow(cells: cells, isHeader: isHeader), node)
            cells = []
        default: return false
        }
        return true
    }

    private mutating func readInline(_ node: OpaquePointer, _ isEntered: Bool) {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_TEXT: prose.add(.text, Self.string(cmark_node_get_literal(node)))
        case CMARK_NODE_CODE: prose.add(.code, Self.string(cmark_node_get_literal(node)))
        case CMARK_NODE_HTML_INLINE: prose.add(.html, Self.string(cmark_node_get_literal(node)))
        case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: prose.add(.text, " ")
        case CMARK_NODE_STRONG: prose.strong += isEntered ? 1 : -1
        case CMARK_NODE_EMPH: prose.emphasis += isEntered ? 1 : -1
        case CMARK_NODE_IMAGE: prose.images += isEntered ? 1 : -1
        case CMARK_NODE_LINK: prose.link = isEntered ? TerminalSafety.cleaned(Self.string(cmark_node_get_url(node))) : nil
        default: break
        }
    }

    private mutating func note(_ kind: MarkdownBlock.Kind, _ node: OpaquePointer, _ prose: MarkdownProse = .init(), literal: String = "") {
        let line = max(1, Int(cmark_node_get_start_line(node)))
        blocks.append(MarkdownBlock(kind: kind, prose: prose, literal: literal, depth: depth, quotes: quotes, line: line))
    }

    private mutating func item(_ node: OpaquePointer) -> MarkdownItem {
        var item = MarkdownItem(isTight: cmark_node_get_list_tight(cmark_node_parent(node)) != 0)
        if case .some(.some(let number)) = numbers.popLast() {
            item.number = number
            numbers.append(number + 1)
        } else {
            numbers.append(nil)
        }
        if Self.string(cmark_node_get_type_string(node)) == "tasklist" { item.box = box(node) }
        return item
    }

    /// cmark-gfm takes an open box for checked where `[x]` stands among the words behind it.
    private func box(_ node: OpaquePointer) -> MarkdownItem.Box {
        guard cmark_gfm_extensions_get_tasklist_item_checked(node) else { return .open }
        let (line, column) = (Int(cmark_node_get_start_line(node)) - 1, Int(cmark_node_get_start_column(node)) - 1)
        guard starts.indices.contains(line), column >= 0 else { return .checked }
        let end = line + 1 < starts.count ? starts[line + 1] : bytes.count
        let words = bytes[min(starts[line] + column, end)..<end].drop { !" \t".utf8.contains($0) }.drop { " \t".utf8.contains($0) }
        guard words.starts(with: "[ ] ".utf8) || words.starts(with: "[ ]\t".utf8) else { return .checked }
        let behind = String(decoding: words.dropFirst(3), as: UTF8.self)
        return behind.contains("[x]") || behind.contains("[X]") ? .open : .checked
    }

    private static func literal(_ node: OpaquePointer) -> String {
        TerminalSafety.cleaned(string(cmark_node_get_literal(node)), keepingLines: true)
    }

    private static func string(_ text: UnsafePointer<CChar>?) -> String { text.map { String(cString: $0) } ?? "" }
}
