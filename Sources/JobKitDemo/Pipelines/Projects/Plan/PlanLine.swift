/// One line of Markdown, looked at byte by byte: what it begins with, and at which column. Columns count tabs as stops of four.
struct PlanLine {
    private var bytes: ArraySlice<UInt8>
    /// Where `bytes` begins.
    private(set) var column = 0

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        skipBlanks()
    }

    private init(_ bytes: ArraySlice<UInt8>, column: Int) {
        self.bytes = bytes
        self.column = column
        skipBlanks()
    }

    var isBlank: Bool { bytes.isEmpty }
    var text: String { String(decoding: bytes, as: UTF8.self).trimmingWhitespace() }

    func starts(with text: String) -> Bool { bytes.starts(with: text.utf8) }

    private mutating func skipBlanks() {
        while let byte = bytes.first, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
            column = byte == UInt8(ascii: "\t") ? (column / 4 + 1) * 4 : column + 1
            bytes.removeFirst()
        }
    }

    /// What follows a bullet, `*`, `+`, `-`, `1.` or `1)`, if the line begins with one.
    func afterBullet() -> PlanLine? {
        guard let first = bytes.first else { return nil }
        var width = 1
        if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) {
            let digits = bytes.prefix(10).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
            guard digits <= 9, let mark = bytes.dropFirst(digits).first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ")") else {
                return nil
            }
            width = digits + 1
        } else if !"*+-".utf8.contains(first) {
            return nil
        }
        let rest = bytes.dropFirst(width)
        guard let blank = rest.first else { return PlanLine([], column: column + width + 1) }
        guard blank == UInt8(ascii: " ") || blank == UInt8(ascii: "\t") else { return nil }
        return PlanLine(rest, column: column + width)
    }

    /// The state and the words of `[x] words`.
    func task() -> (state: PlanTask.State, text: String)? {
        let head = Array(bytes.prefix(4))
        guard head.count == 4, head[0] == UInt8(ascii: "["), head[2] == UInt8(ascii: "]"),
            head[3] == UInt8(ascii: " ") || head[3] == UInt8(ascii: "\t"), let state = Self.states[head[1]]
        else { return nil }
        let text = String(decoding: bytes.dropFirst(4), as: UTF8.self).trimmingWhitespace()
        return text.isEmpty ? nil : (state, text)
    }

    private static let states: [UInt8: PlanTask.State] = [
        UInt8(ascii: " "): .open, UInt8(ascii: "\t"): .open, UInt8(ascii: "x"): .done, UInt8(ascii: "X"): .done,
        UInt8(ascii: "-"): .cancelled,
    ]

    /// `## Title ##`.
    func heading() -> (title: String, level: Int)? {
        let level = bytes.prefix(7).prefix { $0 == UInt8(ascii: "#") }.count
        guard (1...6).contains(level) else { return nil }
        let rest = bytes.dropFirst(level)
        guard rest.first.map({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) ?? true else { return nil }
        var title = Self.trimmed(rest)
        let closing = title.reversed().prefix { $0 == UInt8(ascii: "#") }.count
        let before = title.dropLast(closing)
        if closing > 0, before.last.map({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) ?? true { title = Self.trimmed(before) }
        return (String(decoding: title, as: UTF8.self), level)
    }

    /// The level of the heading that this line makes of the paragraph before it: `===` or `---`.
    func underline() -> Int? {
        let line = Self.trimmed(bytes)
        guard let mark = line.first, mark == UInt8(ascii: "=") || mark == UInt8(ascii: "-"), line.allSatisfy({ $0 == mark }) else {
            return nil
        }
        return mark == UInt8(ascii: "=") ? 1 : 2
    }

    /// `---`, `* * *`: a line across the page, and not a list item.
    var isRule: Bool {
        let marks = bytes.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        guard marks.count >= 3, let first = marks.first, "*-_".utf8.contains(first) else { return false }
        return marks.allSatisfy { $0 == first }
    }

    /// The fence that opens a code block: its mark and how many of them.
    func fence() -> PlanFence? {
        guard let mark = bytes.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
        let count = bytes.prefix { $0 == mark }.count
        // A backtick behind the fence makes it a code span within a paragraph.
        guard count >= 3, mark == UInt8(ascii: "~") || !bytes.dropFirst(count).contains(mark) else { return nil }
        return PlanFence(mark: mark, count: count)
    }

    func closes(_ fence: PlanFence) -> Bool {
        let line = Self.trimmed(bytes)
        return line.count >= fence.count && line.allSatisfy { $0 == fence.mark }
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes
        while let first = rest.first, first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") { rest.removeFirst() }
        while let last = rest.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { rest.removeLast() }
        return rest
    }
}

struct PlanFence: Equatable {
    var mark: UInt8
    var count: Int
}
