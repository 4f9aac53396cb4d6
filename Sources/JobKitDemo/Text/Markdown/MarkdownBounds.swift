/// Bounds what the parser is given. Its time grows with the nesting times the lines, with the square of a paragraph, and with the columns of a
/// table times its rows; no page that a person wrote comes near these bounds. Lines keep their numbers.
struct MarkdownBounds {
    /// In bytes; what is longer is cut at the end of a line.
    static let size = 1 << 20
    /// Marks of quotations and list items at the start of a line.
    static let marks = 50
    /// Columns before the words of a line.
    static let indentation = 200
    /// Bytes of a line; of a longer one the middle is left out, so that a comment on one line keeps its end.
    static let line = 8 * 1024
    /// Bytes that may be one paragraph; the line behind them is left out. The first number is for lines that are no list items.
    static let paragraph = (words: 16 * 1024, items: 64 * 1024)
    static let tableColumns = 100
    static let tableCells = 100_000

    private static let feed = UInt8(ascii: "\n")

    private var result: [UInt8] = []
    /// Bytes since the last line at which a paragraph surely ended.
    private var run = 0
    /// Columns of the table that may be open, and how many cells there may still be.
    private var columns = 0
    private var cells = tableCells

    static func bounded(_ bytes: [UInt8]) -> [UInt8] {
        var bounds = MarkdownBounds()
        bounds.result.reserveCapacity(min(bytes.count, size) + 64)
        var start = 0
        while start < bytes.count, start < size {
            let end = bytes[start...].firstIndex { $0 == feed || $0 == UInt8(ascii: "\r") } ?? bytes.count
            bounds.take(bytes[start..<end])
            bounds.result.append(feed)
            start = end + (end + 1 < bytes.count && bytes[end] == UInt8(ascii: "\r") && bytes[end + 1] == feed ? 2 : 1)
        }
        return bounds.result
    }

    private mutating func take(_ line: ArraySlice<UInt8>) {
        let start = MarkdownLineStart(line, marks: Self.marks, indentation: Self.indentation)
        if start.rest.isEmpty, start.marks == 0 {
            (run, columns) = (0, 0)
            return
        }
        if start.opensItem { run = 0 }
        cells -= columns
        let isTooLong = run > Self.paragraph.items || (run > Self.paragraph.words && start.marks == 0)
        guard !isTooLong, cells >= 0 || columns == 0 else {
            (run, columns) = (0, 0)
            return
        }
        run += line.count + 1
        result += start.kept
        append(bars(start.rest))
    }

    /// The row below a table's header says how many columns the table has. One with too many bars is cut, and then makes no table.
    private mutating func bars(_ rest: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard rest.allSatisfy({ "|:- \t\u{0B}\u{0C}".utf8.contains($0) }) else { return rest }
        let bars = rest.count { $0 == UInt8(ascii: "|") }
        guard bars <= Self.tableColumns else { return rest.prefix(Self.tableColumns) }
        columns = max(columns, bars + 1)
        return rest
    }

    private mutating func append(_ rest: ArraySlice<UInt8>) {
        guard rest.count > Self.line else { return result += rest }
        result += Self.whole(rest.prefix(Self.line / 2)) + [UInt8(ascii: " ")] + Self.whole(rest.suffix(Self.line / 2))
    }

    /// Without the characters that were cut through at either end.
    private static func whole(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let bytes = bytes.drop { $0 & 0xC0 == 0x80 }
        let tail = bytes.suffix(3).reversed().prefix { $0 & 0xC0 == 0x80 }.count
        let lead = bytes.dropLast(tail).last ?? 0
        let needed = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0
        return tail < needed ? bytes.dropLast(tail + 1) : bytes
    }
}
