/// The words of a line of reStructuredText or AsciiDoc: links and roles leave their words, pictures leave nothing, code stays code.
struct MarkupWords {
    static func restructured(_ text: String) -> MarkdownProse { prose(text) { $0.stepRestructured() } }
    static func asciidoc(_ text: String) -> MarkdownProse { prose(text) { $0.stepAsciiDoc() } }

    /// How far the end of a mark is looked for.
    private static let reach = 400

    private var rest: Substring
    private var text = ""
    private var runs: [MarkdownRun] = []

    /// - Parameter step: answers whether it took something from the rest.
    private static func prose(_ text: String, _ step: (inout MarkupWords) -> Bool) -> MarkdownProse {
        var words = MarkupWords(rest: Substring(TerminalSafety.cleaned(text)))
        while let character = words.rest.first {
            guard !step(&words) else { continue }
            words.text.append(character)
            words.rest.removeFirst()
        }
        words.flush()
        return MarkdownProse(runs: words.runs)
    }

    private init(rest: Substring) { self.rest = rest }

    /// ``` ``code`` ```, `` :role:`words` ``, `` `words <address>`_ ``, `|picture|`, `*emphasis*`, `target_`.
    private mutating func stepRestructured() -> Bool {
        if let code = span("``") {
            add(.code, code)
        } else if let inner = span("`") {
            dropRole()
            let isLink = rest.first == "_"
            add(.text, inner.split(separator: "<").first ?? inner, link: isLink ? "" : nil)
            rest = rest.drop { $0 == "_" }
        } else if let picture = span("|") {
            add(.text, picture, isImage: true)
            rest = rest.drop { $0 == "_" }
        } else if let strong = span("**") {
            add(.text, strong, isStrong: true)
        } else if let emphasized = span("*") {
            add(.text, emphasized)
        } else if rest.first == "_", text.last?.isLetter == true, rest.dropFirst().first.map({ $0.isLetter || $0.isNumber }) != true {
            rest.removeFirst()
        } else {
            return false
        }
        return true
    }

    /// `` `code` ``, `*strong*`, `_emphasis_`, `https://x[words]`, `link:x[words]`, `image:x[words]`.
    private mutating func stepAsciiDoc() -> Bool {
        let startsWord = text.last.map { $0.isLetter || $0.isNumber } != true
        if let code = span("`") {
            add(.code, code)
        } else if startsWord, let strong = span("*") {
            add(.text, strong, isStrong: true)
        } else if startsWord, let emphasized = span("_") {
            add(.text, emphasized)
        } else if startsWord, let (target, words) = link() {
            let shown = words.split(separator: ",").first ?? words
            add(.text, shown, link: target, isImage: target.hasPrefix("image:"))
        } else {
            return false
        }
        return true
    }

    private mutating func link() -> (target: String, words: Substring)? {
        let schemes = ["http://", "https://", "link:", "mailto:", "image:", "xref:"]
        guard schemes.contains(where: rest.hasPrefix) else { return nil }
        let target = rest.prefix(Self.reach).prefix { $0 != "[" && !$0.isWhitespace }
        guard rest[target.endIndex...].first == "[" else { return nil }
        let words = rest[target.endIndex...].dropFirst().prefix(Self.reach).prefix { $0 != "]" }
        guard rest[words.endIndex...].first == "]" else { return nil }
        rest = rest[words.endIndex...].dropFirst()
        return (String(target), words)
    }

    /// What stands between two equal marks at the beginning of the rest.
    private mutating func span(_ mark: String) -> Substring? {
        guard rest.hasPrefix(mark) else { return nil }
        let body = rest.dropFirst(mark.count)
        guard let end = body.prefix(Self.reach).firstRange(of: mark) else { return nil }
        let inner = body[..<end.lowerBound]
        guard inner.first?.isWhitespace == false, inner.last?.isWhitespace == false else { return nil }
        rest = body[end.upperBound...]
        return inner
    }

    /// `:doc:` before the words that it is for.
    private mutating func dropRole() {
        guard text.last == ":" else { return }
        let name = text.dropLast().reversed().prefix { $0.isLetter || "-+.".contains($0) }.count
        let role = text.suffix(name + 2)
        if name > 0, role.first == ":" { text = String(text.dropLast(role.count)) }
    }

    private mutating func add(
        _ kind: MarkdownRun.Kind, _ words: Substring, isStrong: Bool = false, link: String? = nil, isImage: Bool = false
    ) {
        flush()
        let run = MarkdownRun(kind: kind, text: String(words), isStrong: isStrong, isImage: isImage, link: link)
        runs.append(run)
    }

    private mutating func flush() {
        if !text.isEmpty { runs.append(MarkdownRun(kind: .text, text: text)) }
        text = ""
    }
}
