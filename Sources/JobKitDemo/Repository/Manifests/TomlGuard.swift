/// Tells whether TOMLKit may be handed a text: the library refuses most of what is no TOML, but ends the process by an assertion where a header
/// or a list holds a mark that no value begins with.
///
/// Looks at bytes, not at strings and comments: a text that only looks dangerous is refused as well, and says nothing.
enum TomlGuard {
    static func allows(_ text: String) -> Bool {
        hasFewDots(text) && hasNamedHeaders(text) && closesOnlyTables(text)
    }

    /// A dotted key makes a table for each dot, and the library ends such tables recursively.
    private static func hasFewDots(_ text: String) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "\n")).allSatisfy { $0.count { $0 == UInt8(ascii: ".") } <= 500 }
    }

    /// Each line that begins with a bracket goes on as a table's header can, or a list in a list.
    private static func hasNamedHeaders(_ text: String) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "\n")).allSatisfy { line in
            var rest = line.drop { isBlank($0) || $0 >= 0x80 }
            guard rest.first == UInt8(ascii: "[") else { return true }
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "[") { rest = rest.dropFirst() }
            guard let next = rest.first(where: { !isBlank($0) }) else { return false }
            return isWord(next) || "_-\"']".utf8.contains(next)
        }
    }

    /// No `}` stands where a list expects a value, whether what follows a `#` is a comment or part of a string.
    private static func closesOnlyTables(_ text: String) -> Bool {
        var last = UInt8(ascii: "\n")
        var lastInCode = last
        var isComment = false
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n") { isComment = false } else if byte == UInt8(ascii: "#") { isComment = true }
            if byte == UInt8(ascii: "\n") || isBlank(byte) { continue }
            if byte == UInt8(ascii: "}"), "[,".utf8.contains(last) || "[,".utf8.contains(lastInCode) { return false }
            last = byte
            if !isComment { lastInCode = byte }
        }
        return true
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
    }
}
