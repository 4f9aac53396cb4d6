/// Makes text from outside fit for an error, a log or a terminal.
enum Redaction {
    /// One address: hides its user name and password, spells out control characters, and cuts it after 300 characters.
    static func address(_ text: String) -> String {
        cut(spellingControls(of: hidingUserInfo(of: text[...])), to: 300)
    }

    /// A message in which addresses may stand: the same for each of its words, cut after 600 characters.
    static func message(_ text: String) -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map { hidingUserInfo(of: $0) }
        return cut(spellingControls(of: words.joined(separator: " ")), to: 600)
    }

    /// Control characters as `\x1B`, so that a file name or a server cannot drive the reader's terminal.
    static func spellingControls(of text: String) -> String {
        var spelled = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                spelled += "\\x" + (digits.count < 2 ? "0" : "") + digits
            default:
                spelled.unicodeScalars.append(scalar)
            }
        }
        return spelled
    }

    private static func cut(_ text: String, to limit: Int) -> String {
        text.count <= limit ? text : text.prefix(limit) + "…"
    }

    /// Errs on the side of hiding: everything between the scheme (or the start) and the last `@` goes, but for a plain
    /// `git@`, which is a convention and no secret, and for a path that happens to hold an `@`.
    private static func hidingUserInfo(of word: Substring) -> String {
        guard let at = word.lastIndex(of: "@") else { return String(word) }
        let start = word.firstRange(of: "://")?.upperBound ?? word.startIndex
        guard start <= at, word[start..<at] != "git" else { return String(word) }
        if word.first == "/", !word[..<at].contains(":") { return String(word) }
        return word[..<start] + "***" + word[at...]
    }
}
