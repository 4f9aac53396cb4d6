/// A part of a README, whatever markup it is written in.
enum ReadmeBlock: Sendable, Equatable {
    case heading(MarkdownProse, level: Int)
    /// - Parameter isOwn: Whether it stands by itself, and not in a list, a quotation or an admonition.
    case paragraph(MarkdownProse, isOwn: Bool)
    /// - Parameter language: the first word of what the block says of itself, in small letters; empty where it says nothing.
    case code(language: String, isIndented: Bool, lines: [String])
    /// Tags, as they are written.
    case html(String)
}
