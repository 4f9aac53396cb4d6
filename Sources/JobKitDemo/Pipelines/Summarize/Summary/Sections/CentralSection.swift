/// The types and functions that most of the code goes through, with what they do.
enum CentralSection {
    private static let limit = 6

    static func lines(_ facts: PageFacts) -> [String] {
        let types = facts.centralTypes.prefix(limit).map { typeItem($0.rank, $0.declaration, facts) }
        let functions = facts.centralFunctions.prefix(limit).map { functionItem($0.rank, $0.declaration) }
        guard !types.isEmpty || !functions.isEmpty else { return [] }
        var lines = ["## What is central", ""]
        if !types.isEmpty {
            lines += [types.count == 1 ? "One type stands out:" : "The types at the centre of the code:", ""] + types
        }
        if !functions.isEmpty {
            if !types.isEmpty { lines.append("") }
            lines += [functions.count == 1 ? "One function stands out:" : "The functions at its centre:", ""] + functions
        }
        let words = [calls(facts), circles(facts)].filter { !$0.isEmpty }
        return words.isEmpty ? lines : lines + ["", words.joined(separator: " ")]
    }

    private static func typeItem(_ rank: RankedName, _ type: TypeDeclaration?, _ facts: PageFacts) -> String {
        let kind = type.map { MarkdownText.literal($0.kind) + ", " } ?? ""
        let head = "- \(MarkdownText.code(rank.name)) (\(kind)\(place(rank.file, rank.line)))"
        let users = Wording.capitalized(Wording.words(rank.fanIn, "other"))
        let use = rank.fanIn > 0 ? " \(users) \(rank.fanIn == 1 ? "uses" : "use") it." : ""
        if let words = documentation(type?.documentation) { return "\(head): \(words)\(use)" }
        let members = facts.extraction.functions.filter { $0.container == rank.name && $0.file == rank.file }
        let names = ManifestFacts.unique(members.filter(\.isPublic).map(\.baseName) + members.map(\.baseName)).filter { $0 != "init" }
        if !names.isEmpty {
            return "\(head) has \(Wording.list(names.map { MarkdownText.code($0 + "()") }, atMost: 3, rest: "function")).\(use)"
        }
        let bases = type?.inherits.prefix(3).map(MarkdownText.code) ?? []
        if !bases.isEmpty { return "\(head) builds on \(Wording.list(bases)).\(use)" }
        return use.isEmpty ? head : "\(head):\(use.lowercasedFirstWord)"
    }

    private static func functionItem(_ rank: RankedName, _ function: FunctionDeclaration?) -> String {
        let head = "- \(MarkdownText.code(rank.name)) (\(place(rank.file, rank.line)))"
        let callers = Wording.capitalized(Wording.words(rank.fanIn, "function"))
        let use = rank.fanIn > 0 ? " \(callers) \(rank.fanIn == 1 ? "calls" : "call") it." : ""
        if let words = documentation(function?.documentation) { return "\(head): \(words)\(use)" }
        let callees = function?.calls.map { MarkdownText.code($0 + "()") } ?? []
        if !callees.isEmpty { return "\(head) calls \(Wording.list(callees, atMost: 3, rest: "other")).\(use)" }
        return use.isEmpty ? head : "\(head):\(use.lowercasedFirstWord)"
    }

    static func place(_ file: String, _ line: Int) -> String {
        MarkdownText.code("\(file):\(line)")
    }

    private static func documentation(_ text: String?) -> String? {
        guard let text else { return nil }
        let words = MarkdownText.inline(Sentences.first(of: text, characters: 180))
        return words.isEmpty ? nil : Wording.sentence(words)
    }

    private static func calls(_ facts: PageFacts) -> String {
        guard facts.graph.functionCount > 1 else { return "" }
        let functions = Wording.count(facts.graph.functionCount, "function")
        guard facts.graph.callCount > 0 else { return "Between its \(functions) no call could be resolved." }
        return "In all there are \(functions) with \(Wording.count(facts.graph.callCount, "resolved call")) between them."
    }

    private static func circles(_ facts: PageFacts) -> String {
        guard let largest = facts.graph.cycles.first(where: { $0.count > 1 }) else { return "" }
        let names = Wording.list(largest.map(MarkdownText.code), atMost: 4, rest: "function")
        let others = facts.graph.cycles.count { $0.count > 1 } - 1
        let rest = others > 0 ? ", and there \(others == 1 ? "is" : "are") \(Wording.words(others, "smaller circle"))" : ""
        return largest.count == 2 ? "\(names) call each other\(rest)." : "\(names) call one another in a circle\(rest)."
    }
}

extension String {
    fileprivate var lowercasedFirstWord: String {
        let words = trimmingWhitespace()
        return " " + words.prefix(1).lowercased() + words.dropFirst()
    }
}
