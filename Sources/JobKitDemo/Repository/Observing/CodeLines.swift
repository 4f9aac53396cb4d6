/// The lines of a source that begin outside comments and strings of several lines.
struct CodeLines {
    private enum State {
        /// Can transition to `comment` and `string`.
        case code
        /// From `/*` to `*/`. Can transition to `code`.
        case comment
        /// Up to the same three quotes, or backtick. Can transition to `code`.
        case string([UInt8])
    }

    /// The text of block comments and long strings is language's own.
    private let isPython: Bool
    private let isGo: Bool

    init(language: String) {
        isPython = language == "Python"
        isGo = language == "Go"
    }

    /// Whether a line of code begins with `text`, spaces and tabs aside, and no word goes on behind it.
    func contains(_ text: String, in bytes: [UInt8]) -> Bool {
        // Most files do not have the words at all, and that is found out much faster.
        guard ByteSearch.containsLine(bytes, beginning: text) else { return false }
        let needle = Array(text.utf8)
        var state = State.code
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if case .code = state {
                let words = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
                if words.starts(with: needle), ByteSearch.containsLine(Array(words.prefix(needle.count + 1)), beginning: text) {
                    return true
                }
            }
            state = after(line, state)
        }
        return false
    }

    private func after(_ line: ArraySlice<UInt8>, _ start: State) -> State {
        var state = start
        var rest = line
        while let first = rest.first {
            switch state {
            case .comment:
                if rest.starts(with: "*/".utf8) {
                    state = .code
                    rest = rest.dropFirst()
                }
            case .string(let end):
                if rest.starts(with: end) {
                    state = .code
                    rest = rest.dropFirst(end.count - 1)
                }
            case .code:
                if let end = longString(rest) {
                    state = .string(end)
                    rest = rest.dropFirst(end.count - 1)
                } else if isPython ? first == UInt8(ascii: "#") : rest.starts(with: "//".utf8) {
                    return state
                } else if !isPython, rest.starts(with: "/*".utf8) {
                    state = .comment
                    rest = rest.dropFirst()
                } else if first == UInt8(ascii: "\"") || (isPython && first == UInt8(ascii: "'")) {
                    rest = Self.afterString(rest, first)
                    continue
                }
            }
            rest = rest.dropFirst()
        }
        return state
    }

    private func longString(_ rest: ArraySlice<UInt8>) -> [UInt8]? {
        if isGo { return rest.first == UInt8(ascii: "`") ? [UInt8(ascii: "`")] : nil }
        let ends = isPython ? ["\"\"\"", "'''"] : ["\"\"\""]
        return ends.first { rest.starts(with: $0.utf8) }.map { Array($0.utf8) }
    }

    /// What follows a string that ends on its line.
    private static func afterString(_ rest: ArraySlice<UInt8>, _ quote: UInt8) -> ArraySlice<UInt8> {
        var index = rest.startIndex + 1
        while index < rest.endIndex {
            if rest[index] == quote { return rest[(index + 1)...] }
            index += rest[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return []
    }
}
