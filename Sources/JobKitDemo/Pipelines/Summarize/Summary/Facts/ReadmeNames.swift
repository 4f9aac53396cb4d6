/// The names of code that a README shows: what its author thinks a reader needs first.
struct ReadmeNames: Sendable, Equatable {
    private let names: Set<Substring>

    init(_ text: String) {
        var names: Set<Substring> = []
        var isFenced = false
        for line in text.prefix(200_000).split(whereSeparator: \.isNewline) {
            let words = line.drop { $0 == " " }
            if words.hasPrefix("```") || words.hasPrefix("~~~") {
                isFenced.toggle()
                continue
            }
            let isIndented = line.hasPrefix("   ") || line.hasPrefix("\t")
            for (index, part) in words.split(separator: "`", omittingEmptySubsequences: true).enumerated() {
                // What stands between backticks, and in prose a word with capitals inside, which is no word of the language.
                let isCode = isFenced || isIndented || index.isMultiple(of: 2) == words.hasPrefix("`")
                for word in part.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" }) where isCode || Self.isCamel(word) {
                    names.insert(word)
                }
            }
        }
        self.names = names
    }

    /// - Parameter name: `Type`, `Outer.Inner` or `Type.method(label:)`.
    func contains(_ name: String) -> Bool {
        let bare = name.prefix { $0 != "(" }
        return bare.split(separator: ".").last.map(names.contains) ?? false
    }

    private static func isCamel(_ word: Substring) -> Bool {
        word.first?.isUppercase == true && word.dropFirst().contains(where: \.isUppercase) && word.contains(where: \.isLowercase)
    }
}
