/// Cuts text where a reader would.
enum Sentences {
    /// Whole sentences as far as they fit, or the first words and an ellipsis where not even one fits.
    static func prefix(of text: String, characters limit: Int) -> String {
        let text = text.trimmingWhitespace()
        guard text.count > limit else { return text }
        let head = Array(text.prefix(limit + 1))
        if let end = (0..<limit).last(where: { isEnd(of: head, at: $0) }), end * 4 >= limit {
            return String(head[...end])
        }
        let space = (0..<limit).last { head[$0].isWhitespace } ?? limit
        return String(head[..<space]).trimmingWhitespace() + "…"
    }

    /// Without a last sentence that only leads over to what follows it: “It has three parts:”.
    static func droppingLead(_ text: String) -> String {
        let characters = Array(text.trimmingWhitespace())
        guard characters.last == ":", let end = characters.indices.last(where: { isEnd(of: characters, at: $0) }) else { return text }
        return String(characters[...end])
    }

    static func first(of text: String, characters limit: Int) -> String {
        let text = text.trimmingWhitespace()
        let characters = Array(text.prefix(limit + 1))
        guard let end = characters.indices.first(where: { isEnd(of: characters, at: $0) }), end < limit else {
            return prefix(of: text, characters: limit)
        }
        return String(characters[...end])
    }

    private static func isEnd(of text: [Character], at index: Int) -> Bool {
        if "。！？".contains(text[index]) { return true }
        guard ".!?".contains(text[index]), index + 1 < text.count, text[index + 1].isWhitespace else { return false }
        let word = String(text[..<index].reversed().prefix { !$0.isWhitespace }.reversed()).lowercased()
        let stopsInside: Set<String> = ["e.g", "i.e", "vs", "etc", "cf", "approx", "no", "dr", "mr", "mrs", "st", "(e.g", "(i.e"]
        guard !stopsInside.contains(word) else { return false }
        guard let next = text[(index + 1)...].first(where: { !$0.isWhitespace }) else { return true }
        return !next.isLowercase
    }
}
