/// A line of prose cut into words, each of pieces of one look: `` (`a/b.c:3`) `` is one word of three pieces.
enum MarkdownWords {
    struct Piece: Equatable {
        var text: String
        var style: Style?
    }

    struct Word: Equatable {
        var pieces: [Piece]
        var width: Int { pieces.reduce(0) { $0 + DisplayWidth.of($1.text) } }
    }

    static func words(_ text: String) -> [Word] {
        var words: [Word] = []
        var current: [Piece] = []
        for piece in pieces(text) {
            let parts = piece.text.split(separator: " ", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                if index > 0 {
                    if !current.isEmpty { words.append(Word(pieces: current)) }
                    current = []
                }
                if !part.isEmpty { current.append(Piece(text: String(part), style: piece.style)) }
            }
        }
        return current.isEmpty ? words : words + [Word(pieces: current)]
    }

    static func plain(_ text: String) -> String { pieces(text).map(\.text).joined() }

    private static func pieces(_ text: String) -> [Piece] {
        var pieces: [Piece] = []
        var prose = ""
        var style: Style?
        var rest = Substring(text)
        func flush() {
            if !prose.isEmpty { pieces.append(Piece(text: prose, style: style)) }
            prose = ""
        }
        while let character = rest.first {
            if character == "\\", let next = rest.dropFirst().first, next.isPunctuation || next.isSymbol {
                prose.append(next)
                rest = rest.dropFirst(2)
            } else if character == "`", let (code, end) = codeSpan(rest) {
                flush()
                pieces.append(Piece(text: code, style: .cyan))
                rest = rest[end...]
            } else if rest.hasPrefix("**"), style == .bold || rest.dropFirst(2).contains("**") {
                flush()
                style = style == .bold ? nil : .bold
                rest = rest.dropFirst(2)
            } else if character == "*", style != .bold, style == .italic || opensItalic(rest) {
                flush()
                style = style == .italic ? nil : .italic
                rest = rest.dropFirst()
            } else {
                prose.append(character)
                rest = rest.dropFirst()
            }
        }
        flush()
        return pieces
    }

    private static func opensItalic(_ text: Substring) -> Bool {
        let body = text.dropFirst()
        return body.first?.isWhitespace == false && body.first != "*" && body.contains("*")
    }

    /// The content of the span at the start of the text, and where the text goes on.
    private static func codeSpan(_ text: Substring) -> (code: String, end: Substring.Index)? {
        let fence = text.prefix { $0 == "`" }
        var rest = text[fence.endIndex...]
        while let start = rest.firstIndex(of: "`") {
            let run = rest[start...].prefix { $0 == "`" }
            if run.count == fence.count {
                var code = text[fence.endIndex..<start]
                if code.first == " ", code.last == " ", code.count > 2 { code = code.dropFirst().dropLast() }
                return (String(code), run.endIndex)
            }
            rest = rest[run.endIndex...]
        }
        return nil
    }
}
