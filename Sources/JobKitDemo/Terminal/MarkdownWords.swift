/// Prose cut into words, each of pieces of one look: `` (`a/b.c:3`) `` is one word of three pieces.
enum MarkdownWords {
    struct Piece: Equatable {
        var text: String
        var style: Style?
    }

    struct Word: Equatable {
        var pieces: [Piece]
        var width: Int { pieces.reduce(0) { $0 + DisplayWidth.of($1.text) } }
    }

    static func words(_ prose: MarkdownProse) -> [Word] {
        var words: [Word] = []
        var current: [Piece] = []
        for piece in pieces(prose) {
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

    private static func pieces(_ prose: MarkdownProse) -> [Piece] {
        var pieces: [Piece] = []
        for (index, run) in prose.runs.enumerated() {
            let style: Style? = run.kind == .code ? .cyan : run.isStrong ? .bold : run.isEmphasized ? .italic : nil
            pieces.append(Piece(text: run.text, style: style))
            // A link cannot be followed on paper: where its words are not its address, the address stands behind them.
            guard let link = run.link, link.contains("://") else { continue }
            let goesOn = index + 1 < prose.runs.count && prose.runs[index + 1].link == link
            if !goesOn, run.text != link { pieces.append(Piece(text: " (\(link))", style: nil)) }
        }
        return pieces
    }
}
