/// Text cut into lines, each looked at by itself. Lines that are too long to be written by a person are passed over.
enum TextLines {
    private static let longest = 500

    static func mentions(in text: String, _ read: (TextLine) -> [SkillMention]) -> [SkillMention] {
        var mentions: [SkillMention] = []
        var number = 0
        for bytes in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard bytes.count <= longest else { continue }
            let line = TextLine(text: String(decoding: bytes, as: UTF8.self).trimmingWhitespace())
            guard !line.isComment else { continue }
            for var mention in read(line) {
                mention.line = number
                mentions.append(mention)
            }
        }
        return mentions
    }
}

/// One line without the white space around it.
struct TextLine {
    var text: String

    var isComment: Bool { text.isEmpty || text.hasPrefix("//") || (text.hasPrefix("#") && !text.hasPrefix("#!")) }
    var words: [Substring] { text.split(whereSeparator: \.isWhitespace) }

    /// What stands in quotation marks, in their order.
    var literals: [String] {
        var result: [String] = []
        var rest = Substring(text)
        while let start = rest.firstIndex(where: { $0 == "\"" || $0 == "'" }) {
            let body = rest[rest.index(after: start)...]
            guard let end = body.firstIndex(of: rest[start]) else { break }
            result.append(String(body[..<end]))
            rest = body[body.index(after: end)...]
        }
        return result
    }

    /// The name that follows a mark, up to what no name holds.
    func word(after mark: String) -> String? {
        guard let range = text.firstRange(of: mark) else { return nil }
        let word = text[range.upperBound...].prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }
        return word.isEmpty ? nil : String(word)
    }
}
