/// Columns aligned with spaces, by the columns that text takes on the screen.
struct TextTable {
    private static let gap = 2
    /// What is left of a last column that is cut.
    private static let least = 12

    private var rows: [[String]]

    init(_ header: [String]) { rows = [header] }

    mutating func add(_ row: [String]) { rows.append(row.map { TerminalSafety.cleaned($0) }) }

    var text: String { text(columns: nil) }

    /// - Parameter columns: The width of the terminal, into which the last column is cut if the others leave enough for it; nil to cut nothing.
    func text(columns: Int?) -> String {
        let widths = rows[0].indices.map { column in rows.map { DisplayWidth.of($0[column]) }.max() ?? 0 }
        let left = columns.map { $0 - widths.dropLast().reduce(0) { $0 + $1 + Self.gap } }
        return rows.map { row in
            var row = row
            if let left, left >= Self.least, let last = row.popLast() { row.append(DisplayWidth.truncated(last, to: left)) }
            return zip(row, widths).map { DisplayWidth.padded($0, to: $1) }.joined(separator: String(repeating: " ", count: Self.gap))
                .trimmingEnd()
        }.joined(separator: "\n")
    }
}

extension String {
    fileprivate func trimmingEnd() -> String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
