/// What a line begins with: blanks, and the marks of quotations and list items.
struct MarkdownLineStart {
    /// As much of it as is within the bounds.
    private(set) var kept: [UInt8] = []
    private(set) var marks = 0
    private(set) var rest: ArraySlice<UInt8>
    /// Whether it begins a list item wherever it stands, and so ends a paragraph: a bullet before the fourth column, with words.
    private(set) var opensItem = false

    init(_ line: ArraySlice<UInt8>, marks limit: Int, indentation: Int) {
        rest = line
        var column = 0
        var bullet: Int?
        while let byte = rest.first {
            let length = Self.length(byte, rest)
            guard length > 0 else { break }
            if !Self.isBlank(byte) {
                if marks == 0, length == 1, byte != UInt8(ascii: ">") { bullet = column }
                marks += 1
            }
            column += byte == UInt8(ascii: "\t") ? 4 - column % 4 : length
            if column <= indentation, marks <= limit { kept += rest.prefix(length) }
            rest = rest.dropFirst(length)
        }
        opensItem = bullet.map { $0 < 4 && !rest.isEmpty } ?? false
    }

    /// The bytes of the blank or the mark that the rest begins with; 0 for anything else.
    private static func length(_ byte: UInt8, _ rest: ArraySlice<UInt8>) -> Int {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ">"): return 1
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"): return rest.dropFirst().first.map(isBlank) ?? true ? 1 : 0
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            let digits = rest.prefix(9).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
            let behind = rest.dropFirst(digits)
            guard let mark = behind.first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ")") else { return 0 }
            return behind.dropFirst().first.map(isBlank) ?? true ? digits + 1 : 0
        default: return 0
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
