/// Takes block comments and texts of several lines out of a source, so that what they say is not taken for an import.
enum NonCode {
    private struct Notation {
        /// Where such a part begins, and where it ends.
        var parts: [(start: [UInt8], end: [UInt8])]
        var lineComment: [UInt8]

        init(_ parts: [(String, String)], lineComment: String) {
            self.parts = parts.map { (Array($0.0.utf8), Array($0.1.utf8)) }
            self.lineComment = Array(lineComment.utf8)
        }
    }

    private static let python = Notation([("\"\"\"", "\"\"\""), ("'''", "'''")], lineComment: "#")
    private static let script = Notation([("/*", "*/"), ("`", "`")], lineComment: "//")
    private static let others = Notation([("/*", "*/"), ("\"\"\"", "\"\"\"")], lineComment: "//")

    private static func notation(of language: String) -> Notation? {
        switch language {
        case "Python": python
        case "JavaScript", "TypeScript", "Vue", "Svelte", "Go": script
        case "Swift", "Java", "Kotlin", "Scala", "C#", "Dart", "Rust", "PHP": others
        default: nil
        }
    }

    /// The source with blanks in their place; its lines keep their numbers.
    static func blanked(_ text: String, _ language: String) -> String {
        guard let notation = notation(of: language) else { return text }
        var bytes = Array(text.utf8)
        var place = 0
        while place < bytes.count {
            if let part = notation.parts.first(where: { starts(bytes, at: place, with: $0.start) }) {
                let start = place
                place += part.start.count
                while place < bytes.count, !starts(bytes, at: place, with: part.end) { place += 1 }
                place = min(bytes.count, place + part.end.count)
                for index in start..<place where bytes[index] != UInt8(ascii: "\n") { bytes[index] = UInt8(ascii: " ") }
            } else if starts(bytes, at: place, with: notation.lineComment) {
                while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { place += 1 }
            } else if bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'") {
                place = endOfString(bytes, from: place)
            } else {
                place += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func starts(_ bytes: [UInt8], at place: Int, with mark: [UInt8]) -> Bool {
        bytes[place] == mark[0] && bytes.dropFirst(place).prefix(mark.count).elementsEqual(mark)
    }

    /// Behind a string that ends on its line, or one step on: an apostrophe, or a lifetime of Rust.
    private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int {
        var place = start + 1
        while place < bytes.count, bytes[place] != UInt8(ascii: "\n") {
            if bytes[place] == UInt8(ascii: "\\") {
                place += 2
            } else if bytes[place] == bytes[start] {
                return place + 1
            } else {
                place += 1
            }
        }
        return start + 1
    }
}
