/// The first sentence of a documentation comment.
enum DocumentationSentence {
    /// - Parameter text: The comment without its markers, lines kept.
    static func first(of text: String, limit: Int) -> String? {
        var paragraph: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.trimmed
            if trimmed.isEmpty {
                if paragraph.isEmpty { continue }
                break
            }
            // A word for the documentation tool.
            if trimmed.hasPrefix(":nodoc:") || trimmed.hasPrefix("swiftlint:") || trimmed == "nodoc" { continue }
            // A list or a fence ends the prose; before any prose there is nothing to quote.
            if trimmed.hasPrefix("- ") || trimmed.hasPrefix("```") || trimmed.hasPrefix("@") || trimmed.hasPrefix(":param") { break }
            paragraph.append(trimmed)
        }
        let prose = paragraph.joined(separator: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let sentence = cut(prose)
        return sentence.isEmpty ? nil : sentence.shortened(to: limit)
    }

    private static func cut(_ prose: String) -> String {
        var previous: Character = " "
        var end = prose.startIndex
        while end < prose.endIndex {
            let next = prose.index(after: end)
            let isLast = next == prose.endIndex || prose[next] == " "
            if isLast, "!?".contains(prose[end]) || (prose[end] == "." && !endsAbbreviation(prose[..<end], previous)) {
                return String(prose[..<next])
            }
            previous = prose[end]
            end = next
        }
        return prose
    }

    private static func endsAbbreviation(_ text: Substring, _ previous: Character) -> Bool {
        let word = text.suffix(8).split(separator: " ").last ?? ""
        let bare = word.drop { $0 == "(" || $0 == "`" }
        return ["e.g", "i.e", "etc", "vs", "cf", "approx"].contains(bare.lowercased()) && previous != " "
    }
}

extension Substring {
    var trimmed: Substring {
        var text = drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}

extension String {
    /// At most `limit` characters, the last of which is an ellipsis when something was cut.
    func shortened(to limit: Int) -> String {
        // Most are far below the limit, and counting bytes is free.
        if utf8.count <= limit || count <= limit { return self }
        return prefix(max(limit - 1, 0)) + "…"
    }
}
