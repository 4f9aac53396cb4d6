/// Tells whether TOMLKit may be handed a text: the library refuses most of what is no TOML, but ends the process by an assertion where a header
/// or a list holds a mark that no value begins with.
///
/// Reads strings, comments and brackets as TOML does, and refuses a text in which they do not close.
struct TomlGuard {
    private var open: [UInt8] = []
    /// The latest byte of code that is not blank.
    private var last = newline
    /// Whether nothing but blanks stands before on a line outside of brackets.
    private var isAtStart = true

    private static let newline = UInt8(ascii: "\n")

    static func allows(_ text: String) -> Bool {
        guard hasFewDots(text) else { return false }
        var guarding = TomlGuard()
        return guarding.read(Array(text.utf8))
    }

    /// A dotted key makes a table for each dot, and the library ends such tables recursively.
    private static func hasFewDots(_ text: String) -> Bool {
        text.utf8.split(separator: newline).allSatisfy { $0.count { $0 == UInt8(ascii: ".") } <= 500 }
    }

    private mutating func read(_ bytes: [UInt8]) -> Bool {
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let end = Self.endOfString(bytes, from: place) else { return false }
                place = end
                note(byte)
                continue
            case UInt8(ascii: "#"):
                while place < bytes.count, bytes[place] != Self.newline { place += 1 }
                continue
            case UInt8(ascii: "["):
                if open.isEmpty, isAtStart {
                    guard Self.isHeader(bytes, at: place) else { return false }
                    while place < bytes.count, bytes[place] != Self.newline { place += 1 }
                    continue
                }
                open.append(byte)
                note(byte)
            case UInt8(ascii: "{"):
                open.append(byte)
                note(byte)
            case UInt8(ascii: "]"):
                guard open.popLast() == UInt8(ascii: "[") else { return false }
                note(byte)
            case UInt8(ascii: "}"):
                guard open.popLast() == UInt8(ascii: "{"), last != UInt8(ascii: ",") else { return false }
                note(byte)
            case Self.newline: if open.isEmpty { isAtStart = true }
            default: if !Self.isBlank(byte) { note(byte) }
            }
            place += 1
        }
        return open.isEmpty
    }

    private mutating func note(_ byte: UInt8) {
        last = byte
        // What is no ASCII is no blank to us, and may be one to the library.
        if byte < 0x80 { isAtStart = false }
    }

    /// The place behind the string that begins there; nil where it does not end.
    private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int? {
        let quote = bytes[start]
        let isLong = bytes.dropFirst(start).prefix(3).elementsEqual([quote, quote, quote])
        var place = start + (isLong ? 3 : 1)
        while place < bytes.count {
            if quote == UInt8(ascii: "\""), bytes[place] == UInt8(ascii: "\\") {
                place += 2
            } else if bytes[place] == quote, !isLong {
                return place + 1
            } else if isLong, bytes.dropFirst(place).prefix(3).elementsEqual([quote, quote, quote]) {
                return place + 3
            } else if bytes[place] == newline, !isLong {
                return nil
            } else {
                place += 1
            }
        }
        return nil
    }

    /// Whether a table's name follows one bracket, or two.
    private static func isHeader(_ bytes: [UInt8], at start: Int) -> Bool {
        var rest = bytes.dropFirst(start + 1)
        if rest.first == UInt8(ascii: "[") { rest = rest.dropFirst() }
        guard let next = rest.first(where: { !isBlank($0) }) else { return false }
        return isWord(next) || "_-\"'".utf8.contains(next)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
    }
}
