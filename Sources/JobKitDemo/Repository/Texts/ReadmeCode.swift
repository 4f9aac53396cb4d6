/// A block of code in a README, with what stands around it.
struct ReadmeCode: Sendable, Equatable {
    /// The headings under which it stands, outermost first, as plain words.
    var headings: [String]
    /// The paragraph right before it, as plain words: often it says for which system or tool the block is. Empty where there is none.
    var lead: String
    /// In small letters, as the README calls it; empty where it does not.
    var language: String
    /// Set off by its indentation alone.
    var isIndented: Bool
    var lines: [String]

    /// Every code block of a README, in its order, those within lists and quotations included.
    static func blocks(of readme: RepositoryTexts.TextFile) -> [ReadmeCode] {
        var path: [(title: String, level: Int)] = []
        var lead = ""
        var found: [ReadmeCode] = []
        for block in ReadmeBlocks.blocks(of: readme) {
            switch block {
            case .heading(let title, let level):
                path.removeAll { $0.level >= level }
                path.append((title.plain, level))
                lead = ""
            case .paragraph(let words, _): lead = words.plain
            case .html: lead = ""
            case .code(let language, let isIndented, let lines):
                let headings = path.map(\.title)
                found.append(ReadmeCode(headings: headings, lead: lead, language: language, isIndented: isIndented, lines: lines))
                lead = ""
            }
        }
        return found
    }
}
