/// The simple part of TOML and INI: sections, and in them keys with one string or a list of strings.
struct TableText {
    private var values: [(section: String, key: String, strings: [String])] = []

    init(_ text: String) {
        var section = ""
        var open: (key: String, strings: [String])?
        for line in text.split(separator: "\n") {
            let trimmed = line.trimmingWhitespace()
            if trimmed.isEmpty || trimmed.hasPrefix("#") { continue }
            if var list = open {
                list.strings += Self.literals(trimmed)
                let isClosed = Self.closesList(trimmed)
                if isClosed { values.append((section, list.key, list.strings)) }
                open = isClosed ? nil : list
            } else if trimmed.hasPrefix("[") {
                section = trimmed.drop { $0 == "[" }.prefix { $0 != "]" }.trimmingWhitespace()
            } else if let equals = trimmed.firstIndex(of: "=") {
                let key = trimmed[..<equals].trimmingWhitespace().filter { $0 != "\"" && $0 != "'" }
                let value = trimmed[trimmed.index(after: equals)...].trimmingWhitespace()
                if value.hasPrefix("["), !Self.closesList(value) {
                    open = (key, Self.literals(value))
                } else {
                    let isBare = value.first.map { !"\"'[{".contains($0) } ?? false
                    values.append((section, key, isBare ? [value] : Self.literals(value)))
                }
            }
        }
    }

    /// The keys of a section, in their order.
    func keys(_ section: String) -> [String] {
        values.filter { $0.section == section }.map(\.key)
    }

    /// Every string under a key, of all sections of that name.
    func strings(_ section: String, _ key: String) -> [String] {
        values.filter { $0.section == section && $0.key == key }.flatMap(\.strings)
    }

    func string(_ section: String, _ key: String) -> String? {
        strings(section, key).first
    }

    private static func literals(_ text: String) -> [String] {
        var result: [String] = []
        var rest = Substring(text)
        while let start = rest.firstIndex(where: { "\"'#".contains($0) }), rest[start] != "#" {
            let body = rest[rest.index(after: start)...]
            guard let end = body.firstIndex(of: rest[start]) else { break }
            result.append(String(body[..<end]))
            rest = body[body.index(after: end)...]
        }
        return result
    }

    /// Whether a `]` stands outside the strings, as opposed to the one in `"flask[async]"`.
    private static func closesList(_ text: String) -> Bool {
        var mark: Character?
        for character in text {
            if let open = mark {
                if character == open { mark = nil }
            } else if character == "\"" || character == "'" {
                mark = character
            } else if character == "]" {
                return true
            }
        }
        return false
    }
}
