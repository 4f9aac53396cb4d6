/// The types and functions that a reader needs first, with what they do.
enum CentralSection {
    private static let typeLimit = 8
    private static let functionLimit = 6

    static func lines(_ facts: PageFacts) -> [String] {
        let types = facts.centralTypes.prefix(typeLimit).map { typeItem($0.rank, $0.declaration, facts) }
        let functions = facts.centralFunctions.prefix(functionLimit).map { functionItem($0.rank, $0.declaration) }
        guard !types.isEmpty || !functions.isEmpty, facts.isMostlyRead else { return [] }
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
        let use = rank.fanIn > 0 ? " Used in \(files(rank.fanIn))." : ""
        if let words = documentation(type?.documentation) { return "\(head): \(words)\(use)" }
        let members = facts.extraction.functions.filter { $0.container == rank.name && $0.file == rank.file }
        let shown = type?.isPublic == true ? members.filter(\.isPublic) : members
        let names = ManifestFacts.unique(shown.map(\.baseName)).filter(isWord)
        // In Python, what looks like a function may be a property.
        // And what extends a protocol may be only some types' own.
        if !names.isEmpty, !rank.file.hasSuffix(".py"), type?.kind != "protocol" {
            let first = names.prefix(3).map { MarkdownText.code($0 + "()") }
            return "\(head) has \(Wording.list(first))\(names.count > 3 ? ", among others" : "").\(use)"
        }
        let bases = type?.inherits.prefix(3).map(MarkdownText.code) ?? []
        if !bases.isEmpty { return "\(head) builds on \(Wording.list(bases)).\(use)" }
        return use.isEmpty ? head : "\(head):\(use.lowercasedFirstWord)"
    }

    private static func functionItem(_ rank: RankedName, _ function: FunctionDeclaration?) -> String {
        let head = "- \(shown(rank.name)) (\(place(rank.file, rank.line)))"
        // No list that reads as whole: others may call it in ways that the text does not tell.
        let callers = names(rank.callers, of: 0)
        let verb = (rank.callers ?? []).count == 1 ? "calls" : "call"
        let use = callers.isEmpty ? "" : " \(callers) \(verb) it."
        if let words = documentation(function?.documentation) { return "\(head): \(words)\(use)" }
        let callees = names(rank.callees, of: rank.callees?.count ?? 0)
        if !callees.isEmpty { return "\(head) calls \(callees).\(use)" }
        return use.isEmpty ? head : "\(head):\(use)"
    }

    /// Named, not counted: there may be others whose calls nothing in the text decides.
    private static func names(_ names: [String]?, of count: Int) -> String {
        let named = (names ?? []).prefix(3).map(shown)
        return Wording.list(named) + (count > named.count && !named.isEmpty ? ", among others" : "")
    }

    /// With at most three of its labels, where it has so many that they are no name any more.
    static func shown(_ name: String) -> String {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard name.count > 60, parts.count > 4 else { return MarkdownText.code(name) }
        return MarkdownText.code(parts.prefix(3).joined(separator: ":") + ":…)")
    }

    static func files(_ count: Int) -> String { Wording.words(count, "other source file") }

    static func place(_ file: String, _ line: Int) -> String {
        MarkdownText.code("\(file):\(line)")
    }

    /// Neither an operator, nor what every type may have.
    private static func isWord(_ name: String) -> Bool {
        name != "init" && !name.hasPrefix("__") && name.first.map { $0.isLetter || $0 == "_" } ?? false
    }

    private static func documentation(_ text: String?) -> String? {
        guard let text else { return nil }
        let words = MarkdownText.inline(Sentences.first(of: text, characters: 180))
        return words.isEmpty ? nil : Wording.sentence(words)
    }

    private static func calls(_ facts: PageFacts) -> String {
        guard facts.graph.functionCount > 1, facts.graph.callCount > 0 else { return "" }
        let functions = Wording.count(facts.graph.functionCount, "function")
        return "The code that was read has \(functions), not counting those inside others; "
            + "\(Wording.count(facts.graph.callCount, "call")) could be followed. Uses in tests, examples and benchmarks are not counted."
    }

    /// Only calls that are certain make one.
    private static func circles(_ facts: PageFacts) -> String {
        let circles = facts.graph.cycles.filter { $0.count > 1 }
        guard let largest = circles.first else { return "" }
        let names = Wording.list(largest.map(shown), atMost: 4, rest: "function")
        let others = circles.count - 1
        let rest = others > 0 ? ", and there \(others == 1 ? "is" : "are") \(Wording.words(others, "more circle"))" : ""
        return largest.count == 2 ? "\(names) call each other\(rest)." : "\(names) call one another in a circle\(rest)."
    }
}

extension String {
    fileprivate var lowercasedFirstWord: String {
        let words = trimmingWhitespace()
        return " " + words.prefix(1).lowercased() + words.dropFirst()
    }
}
