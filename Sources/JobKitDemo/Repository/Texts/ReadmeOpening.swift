/// Finds the words in which a README says what the project is.
struct ReadmeOpening {
    /// One paragraph; or two, where the first is a line of few words and the next goes on from it.
    static func paragraph(of readme: RepositoryTexts.TextFile) -> MarkdownProse? {
        var reader = ReadmeOpening()
        for block in ReadmeBlocks.blocks(of: readme) {
            if let found = reader.take(block) { return found }
        }
        return reader.tagline
    }

    /// Under such a heading stands how to get or use the project, or what became of it lately, and not what it is.
    private static let practical = [
        "install", "getting started", "quick start", "quickstart", "usage", "build", "setup", "set up", "contribut", "license", "licence",
        "table of contents", "contents", "changelog", "status", "support", "sponsor", "backer", "requirement", "prerequisite", "test",
        "credit",
        "author", "maintainer", "development", "news", "what's new", "what’s new", "documentation", "docs", "faq", "roadmap", "deploy",
        "configur", "acknowledg", "security", "release", "download", "migrat", "upgrad", "community", "contact", "compatib", "benchmark",
        "disclaimer", "resources", "known issues", "code of conduct", "troubleshoot", "star history", "tutorial", "trademark", "telemetry",
    ]
    /// The same, where a heading begins so.
    private static let leading = [
        "using", "adding", "how to", "toc", "changes", "developing", "update", "thanks", "latest", "example", "demo", "platform", "version",
        "note", "warning",
        "important", "badge", "links", "related", "see also", "todo", "running", "notice", "attention", "tip", "caution", "screenshot",
    ]

    private var isPractical = false
    private var hasTitle = false
    private var hasSection = false
    /// A first line of few words, which is all that a small README may say.
    private var tagline: MarkdownProse?

    private mutating func take(_ block: ReadmeBlock) -> MarkdownProse? {
        switch block {
        case .heading(let title, let level):
            if let tagline { return tagline }
            enter(title.plain, level)
        case .paragraph(let words, isOwn: true) where !isPractical:
            let paragraph = ReadmeParagraph(words)
            if paragraph.isProse {
                return tagline.map { MarkdownProse(runs: Self.sentence($0) + words.runs) } ?? words
            }
            if let tagline { return tagline }
            if !hasSection, paragraph.isTagline { tagline = words }
        case .html(let tags):
            if tags.lowercased().contains("<h1") { hasTitle = true }
        case .paragraph, .code:
            if let tagline { return tagline }
        }
        return nil
    }

    private mutating func enter(_ title: String, _ level: Int) {
        let words = title.lowercased()
        // The first heading is the project's name, whatever word it holds.
        let isTitle = !hasTitle && level == 1
        if hasTitle || !isTitle { hasSection = true }
        hasTitle = hasTitle || isTitle
        isPractical =
            !isTitle
            && (Self.practical.contains { words.hasPrefix($0) || words.contains(" " + $0) }
                || Self.leading.contains(where: words.hasPrefix))
    }

    private static func sentence(_ words: MarkdownProse) -> [MarkdownRun] {
        let end = words.plain.last.map { ".!?…。！？:".contains($0) } == true ? " " : ". "
        return words.shown + [MarkdownRun(kind: .text, text: end)]
    }
}
