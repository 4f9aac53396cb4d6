/// A README cut into headings, paragraphs and code, by the markup that its name or its text tells.
enum ReadmeBlocks {
    enum Markup: Sendable {
        case markdown, restructured, asciidoc
    }

    static func blocks(of file: RepositoryTexts.TextFile) -> [ReadmeBlock] {
        switch markup(of: file) {
        case .markdown: markdown(file.text)
        case .restructured: RestructuredBlocks.blocks(of: file.text)
        case .asciidoc: AsciiDocBlocks.blocks(of: file.text)
        }
    }

    static func markup(of file: RepositoryTexts.TextFile) -> Markup {
        let name = file.path.lowercased()
        if name.hasSuffix(".rst") { return .restructured }
        if [".adoc", ".asciidoc", ".asc"].contains(where: name.hasSuffix) { return .asciidoc }
        if name.hasSuffix(".md") || name.hasSuffix(".markdown") { return .markdown }
        // A name without a hint: directives are written in one markup alone.
        let lines = file.text.prefix(20_000).split(separator: "\n")
        return lines.contains { $0.hasPrefix(".. ") && $0.contains("::") } ? .restructured : .markdown
    }

    private static func markdown(_ text: String) -> [ReadmeBlock] {
        MarkdownDocument(FrontMatter.blanked(text)).blocks.compactMap { block in
            switch block.kind {
            case .heading(let level): .heading(block.prose, level: level)
            case .paragraph: .paragraph(block.prose, isOwn: block.isTopLevel)
            case .code(let info, let isFenced):
                .code(language: language(info), isIndented: !isFenced, lines: lines(block.literal))
            case .html: .html(block.literal)
            case .item, .tableRow, .rule: nil
            }
        }
    }

    /// `sh`, `{.bash}`, `rust,ignore`: the word that names the language.
    static func language(_ info: String) -> String {
        let words = info.lowercased().split { !($0.isLetter || $0.isNumber || "+#-_".contains($0)) }
        return words.first.map(String.init) ?? ""
    }

    static func lines(_ literal: String) -> [String] {
        var lines = literal.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        return lines
    }
}
