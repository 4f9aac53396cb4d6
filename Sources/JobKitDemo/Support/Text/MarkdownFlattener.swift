/// One pass over the inline marks of a line. It looks for the end of a mark only within a bounded distance, so that a line
/// of nothing but brackets takes no longer than any other.
struct MarkdownFlattener {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var output = String.UnicodeScalarView()
    private var escaping = true
    private let depth: Int

    private static let reach = 600

    init(_ text: String, depth: Int = 0) {
        scalars = Array(text.unicodeScalars)
        self.depth = depth
    }

    mutating func flattened(escaping: Bool) -> String {
        self.escaping = escaping
        while position < scalars.count { step() }
        return String(output)
    }

    private mutating func step() {
        let scalar = scalars[position]
        switch scalar {
        case "`": codeSpan()
        case "!" where peek(1) == "[": if !link(from: position + 1, keepingText: false) { take() }
        case "[": if !link(from: position, keepingText: true) { escape() }
        case "<": tag()
        case "&": entity()
        case "*", "_", "~": emphasis(scalar)
        case "\\":
            if let next = peek(1), next.properties.isPatternSyntax {
                if escaping { output.append("\\") }
                output.append(next)
                position += 2
            } else {
                escape()
            }
        case "]": escape()
        default: take()
        }
    }

    private mutating func codeSpan() {
        let length = run(of: "`", at: position)
        var index = position + length
        while index < min(scalars.count, position + Self.reach) {
            guard scalars[index] == "`" else {
                index += 1
                continue
            }
            let closing = run(of: "`", at: index)
            if closing == length {
                let content = string(position + length, index)
                output.append(contentsOf: (escaping ? MarkdownText.code(content) : content).unicodeScalars)
                position = index + length
                return
            }
            index += closing
        }
        for _ in 0..<length { escape() }
    }

    /// `[words](target)`, `[words][label]`, and the same with a leading `!`.
    private mutating func link(from opening: Int, keepingText: Bool) -> Bool {
        guard depth < 3, let end = closing("[", "]", from: opening) else { return false }
        var next = end + 1
        if next < scalars.count, scalars[next] == "(", let last = closing("(", ")", from: next) {
            next = last + 1
        } else if next < scalars.count, scalars[next] == "[", let last = closing("[", "]", from: next) {
            next = last + 1
        } else if keepingText {
            return false
        }
        if keepingText {
            var inner = MarkdownFlattener(string(opening + 1, end), depth: depth + 1)
            output.append(contentsOf: inner.flattened(escaping: escaping).unicodeScalars)
        }
        position = next
        return true
    }

    private mutating func tag() {
        guard let next = peek(1), next == "/" || next == "!" || next.properties.isAlphabetic,
            let end = scalars[position..<min(scalars.count, position + Self.reach)].firstIndex(of: ">")
        else { return escape() }
        let content = string(position + 1, end)
        // `<https://…>` and `<name@host>` are links that are their own words.
        if content.contains("://") || content.contains("@"), !content.contains(where: \.isWhitespace) {
            output.append(contentsOf: content.unicodeScalars)
        } else if content.lowercased().hasPrefix("br") {
            output.append(" ")
        }
        position = end + 1
    }

    private mutating func entity() {
        let names: [(String, String)] = [
            ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&mdash;", "—"),
        ]
        for (name, replacement) in names where string(position, min(scalars.count, position + name.count)) == name {
            if escaping, replacement == "<" { output.append("\\") }
            output.append(contentsOf: replacement.unicodeScalars)
            position += name.count
            return
        }
        take()
    }

    /// Marks next to a word are emphasis and go; `snake_case` and a lone asterisk are text and stay.
    private mutating func emphasis(_ mark: Unicode.Scalar) {
        let length = run(of: mark, at: position)
        let before = position > 0 ? scalars[position - 1] : " "
        let after = position + length < scalars.count ? scalars[position + length] : " "
        let isInWord = isWord(before) && isWord(after)
        let standsAlone = before.properties.isWhitespace && after.properties.isWhitespace
        if standsAlone || (mark == "_" && isInWord) || (mark == "~" && length == 1) {
            for _ in 0..<length { mark == "_" && isInWord ? take() : escape() }
        } else {
            position += length
        }
    }

    private func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    private func peek(_ offset: Int) -> Unicode.Scalar? {
        position + offset < scalars.count ? scalars[position + offset] : nil
    }

    private func run(of scalar: Unicode.Scalar, at index: Int) -> Int {
        scalars[index...].prefix { $0 == scalar }.count
    }

    private func closing(_ open: Unicode.Scalar, _ close: Unicode.Scalar, from start: Int) -> Int? {
        var level = 0
        for index in start..<min(scalars.count, start + Self.reach) {
            if scalars[index] == open { level += 1 }
            if scalars[index] == close { level -= 1 }
            if level == 0 { return index }
        }
        return nil
    }

    private func string(_ start: Int, _ end: Int) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[start..<end])
        return String(view)
    }

    private mutating func take() {
        output.append(scalars[position])
        position += 1
    }

    private mutating func escape() {
        if escaping { output.append("\\") }
        take()
    }
}
