/// Reads Markdown task lists by section: `- [ ] open`, `- [x] done`, `- [-] cancelled`, nested by indentation.
///
/// Follows CommonMark in what is code, comment, heading or list. It is kinder in one thing: an item that is indented further than it need be is a
/// nested task still. Quoted lists are somebody else's. One pass over the lines; every cost grows with the text alone.
struct PlanParser {
    /// Tasks whose words are kept; all are counted.
    static let keptTasks = 500
    /// Sections that are told apart; later tasks go to the last one.
    static let keptSections = 200
    /// Bytes of a task's or a title's words.
    static let keptBytes = 200

    static func parse(_ bytes: [UInt8]) -> [PlanSection] {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        var parser = PlanParser(PlanComments(text))
        let lines = lines(text)
        parser.number = frontMatter(lines)
        for line in lines.dropFirst(parser.number) { parser.take(line) }
        return parser.sections.filter { $0.counts != TaskCounts() }
    }

    private var sections = [PlanSection(title: "", level: 0)]
    private var comments: PlanComments
    /// For each open list item, the column at which its content begins.
    private var items: [Int] = []
    /// The last line of a paragraph outside lists, which an underline would make a heading.
    private var paragraph: String?
    private var fence: (PlanFence, within: Int)?
    private var followsBlank = true
    private var number = 0
    private var kept = 0

    private init(_ comments: PlanComments) {
        self.comments = comments
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) {
        number += 1
        let whole = PlanLine(bytes)
        if let (fence, within) = fence {
            // A line to the left of the item that the fence stands in ends both.
            if whole.isBlank || whole.column >= within {
                if whole.closes(fence) { self.fence = nil }
                return
            }
            self.fence = nil
        }
        let line = PlanLine(comments.strip(bytes))
        if line.isBlank {
            // What a comment leaves behind is no blank line.
            if whole.isBlank, !comments.isInside { endParagraph() }
            return
        }
        read(line)
        followsBlank = false
    }

    private mutating func endParagraph() {
        paragraph = nil
        followsBlank = true
    }

    private mutating func read(_ line: PlanLine) {
        let isItem = !line.isRule && line.afterBullet() != nil
        // Text directly below an item belongs to it, however little it is indented; a block does not.
        let isBlock = isItem || followsBlank || line.heading() != nil || line.fence() != nil || line.isRule
        if isBlock { leaveItems(before: line.column) }
        let indentation = line.column - (items.last ?? 0)
        // Four columns are code, where it is not the middle of a paragraph.
        if indentation >= 4, items.isEmpty || followsBlank { return }
        if items.isEmpty, let title = paragraph, let level = line.underline() { return begin(title, level) }
        if line.isRule { return paragraph = nil }
        if let fence = line.fence() {
            paragraph = nil
            return self.fence = (fence, within: items.last ?? 0)
        }
        if let heading = line.heading() { return begin(heading.title, heading.level) }
        guard isItem else { return paragraph = items.isEmpty && !line.starts(with: ">") ? line.text : nil }
        paragraph = nil
        readItem(line)
    }

    private mutating func leaveItems(before column: Int) {
        while let content = items.last, column < content { items.removeLast() }
    }

    /// An item may begin another on its own line: `- - [ ] task`.
    private mutating func readItem(_ line: PlanLine) {
        var rest = line
        while let content = rest.afterBullet(), items.count < 100 {
            if let fence = content.fence() { self.fence = (fence, within: content.column) }
            if let task = content.task() { add(task.text, task.state) }
            items.append(min(content.column, rest.column + 5))
            rest = content
        }
    }

    private mutating func begin(_ title: String, _ level: Int) {
        paragraph = nil
        items = []
        guard sections.count < Self.keptSections else { return }
        sections.append(PlanSection(title: Self.words(title), level: level))
    }

    private mutating func add(_ text: String, _ state: PlanTask.State) {
        let last = sections.count - 1
        sections[last].counts.add(state)
        guard kept < Self.keptTasks else { return }
        kept += 1
        sections[last].tasks.append(PlanTask(text: Self.words(text), state: state, depth: items.count, line: number))
    }

    /// How many lines the keys at the top of a page take; a line across the page alone is none.
    private static func frontMatter(_ lines: [ArraySlice<UInt8>]) -> Int {
        guard lines.count > 2, lines[0].elementsEqual("---".utf8), lines[1].contains(UInt8(ascii: ":")) else { return 0 }
        return lines.prefix(200).dropFirst().firstIndex { $0.elementsEqual("---".utf8) }.map { $0 + 1 } ?? 0
    }

    private static func words(_ text: String) -> String {
        var words = TerminalSafety.cleaned(String(text.prefix(keptBytes)))
        while words.utf8.count > keptBytes { words.removeLast() }
        return words.trimmingWhitespace()
    }

    /// Cut at LF, CR LF and CR.
    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n"), index > 0, bytes[index - 1] == UInt8(ascii: "\r") {
                start = index + 1
            } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                lines.append(bytes[start..<index])
                start = index + 1
            }
        }
        return lines + [bytes[start...]]
    }
}
