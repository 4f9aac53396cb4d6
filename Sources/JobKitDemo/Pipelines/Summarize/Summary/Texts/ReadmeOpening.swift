/// Finds the paragraph in which a README says what the project is.
struct ReadmeOpening {
    /// Raw Markdown of one paragraph, its lines joined.
    static func paragraph(of text: String) -> String? {
        var reader = ReadmeOpening()
        for paragraph in ReadmeBlocks.blocks(of: text) {
            switch paragraph {
            case .heading(let title, _): reader.enter(title)
            case .paragraph(let words): if let found = reader.accept(String(words.prefix(4_000))) { return found }
            case .code: continue
            }
        }
        return nil
    }

    /// Under such a heading stands how to get or use the project, not what it is.
    private static let practical = [
        "install", "getting started", "quick start", "quickstart", "usage", "build", "setup", "contribut", "license", "table of contents",
        "contents", "changelog", "status", "support", "sponsor", "requirement", "prerequisite", "test", "credit", "author", "development",
        "news", "documentation", "docs", "faq", "roadmap", "deploy", "configur", "acknowledg", "security", "release", "download",
    ]

    private var isPractical = false
    private var headings = 0

    private mutating func enter(_ title: String) {
        headings += 1
        let lowered = MarkdownText.plain(title).lowercased()
        // The first heading is the project's name, whatever word it holds.
        isPractical = headings > 1 && Self.practical.contains { lowered.hasPrefix($0) || lowered.contains(" " + $0) }
    }

    private func accept(_ words: String) -> String? {
        guard !isPractical else { return nil }
        let plain = MarkdownText.plain(words)
        guard isProse(plain), !isMostlyLinks(words, plain: plain) else { return nil }
        return words
    }

    /// Five words, or a dozen letters of a script that is written without spaces.
    private func isProse(_ text: String) -> Bool {
        let words = text.split(whereSeparator: \.isWhitespace).filter { $0.contains(where: \.isLetter) }
        let ideographs = text.unicodeScalars.count { $0.properties.isIdeographic || (0x3040...0x30FF).contains($0.value) }
        return words.count >= 5 || ideographs >= 12
    }

    /// A row of links, such as to translations or to chapters: take the linked words out and nothing is left to read.
    private func isMostlyLinks(_ raw: String, plain: String) -> Bool {
        var outside = 0
        var level = 0
        for character in raw {
            switch character {
            case "[": level += 1
            case "]": level = max(0, level - 1)
            default: if level == 0, character.isLetter { outside += 1 }
            }
        }
        let targets = raw.split(separator: "](").dropFirst().reduce(0) { $0 + $1.prefix { $0 != ")" }.count { $0.isLetter } }
        return (outside - targets) * 3 < plain.count { $0.isLetter }
    }
}
