/// Reads Markdown task lists by section: `- [ ] open`, `- [x] done`, and `- [-] cancelled`, which is JobKit's own.
///
/// A task is what GitHub's parser makes a box of; so is everything else that stands around it: code, comments, tags, nesting. A `[-]` is a task
/// where it opens the words of a list item. Quoted lists are somebody else's.
struct PlanParser {
    /// Tasks whose words are kept; all are counted.
    static let keptTasks = 500
    /// Sections that are told apart; later tasks go to the last one.
    static let keptSections = 200
    /// Bytes of a task's or a title's words.
    static let keptBytes = 200

    static func parse(_ text: String) -> [PlanSection] {
        var parser = PlanParser()
        for block in MarkdownDocument(FrontMatter.blanked(text)).blocks { parser.take(block) }
        return parser.sections.filter { $0.counts != TaskCounts() }
    }

    private var sections = [PlanSection(title: "", level: 0)]
    /// The list item that has just begun, whose words come next.
    private var item: MarkdownBlock?
    /// Where the words of the task that has just begun belong, if they are kept.
    private var unnamed: (section: Int, task: Int)?
    private var kept = 0

    private mutating func take(_ block: MarkdownBlock) {
        defer {
            if case .item = block.kind {} else { (item, unnamed) = (nil, nil) }
        }
        switch block.kind {
        case .item(let kind):
            (item, unnamed) = (block, nil)
            guard let box = kind.box, block.quotes == 0 else { return }
            add(box == .checked ? .done : .open, block)
        case .heading(let level) where block.isTopLevel: begin(block.prose.plain, level)
        case .heading, .paragraph: name(block)
        default: break
        }
    }

    /// The words of an item. They may say that it is a task that was given up.
    private mutating func name(_ block: MarkdownBlock) {
        guard let item, block.depth == item.depth + 1, block.quotes == 0 else { return }
        var words = block.prose.plain
        if case .item(let kind) = item.kind, kind.box == nil {
            guard block.prose.runs.first?.kind == .text, words.hasPrefix("[-] ") else { return }
            words = String(words.dropFirst(4))
            add(.cancelled, item)
        }
        guard let unnamed else { return }
        sections[unnamed.section].tasks[unnamed.task].text = Self.kept(words)
    }

    private mutating func begin(_ title: String, _ level: Int) {
        guard sections.count < Self.keptSections else { return }
        sections.append(PlanSection(title: Self.kept(title), level: level))
    }

    private mutating func add(_ state: PlanTask.State, _ item: MarkdownBlock) {
        let last = sections.count - 1
        sections[last].counts.add(state)
        guard kept < Self.keptTasks else { return }
        kept += 1
        unnamed = (last, sections[last].tasks.count)
        sections[last].tasks.append(PlanTask(text: "", state: state, depth: item.depth, line: item.line))
    }

    private static func kept(_ text: String) -> String {
        var words = text.prefix(keptBytes)
        while words.utf8.count > keptBytes { words.removeLast() }
        return words.trimmingWhitespace()
    }
}
