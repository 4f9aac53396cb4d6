/// Which language a file is written in: by its whole name, else its extension, else its first line.
enum LanguageTable {
    static func language(ofPath path: String, start: [UInt8]) -> Language {
        let parts = PathParts(path)
        if let language = byName[parts.lowerName] { return language }
        if parts.lowerName.hasPrefix("dockerfile.") || parts.lowerName.hasPrefix("containerfile.") { return byName["dockerfile"] ?? .other }
        // A leading dot makes a hidden file, not an extension.
        if let dot = parts.lowerName.lastIndex(of: "."), dot != parts.lowerName.startIndex {
            let name = String(parts.lowerName[parts.lowerName.index(after: dot)...])
            // Qt writes its translations in XML, and calls them `.ts`; maps of Tiled are `.tsx`.
            if name == "ts" || name == "tsx", isXML(start) { return byExtension["xml"] ?? .other }
            return byExtension[name] ?? .other
        }
        return shebang(start).flatMap { byInterpreter[$0] } ?? .other
    }

    /// The language that a repository names itself, in whatever case and with a hyphen for a space.
    static func language(named name: String) -> Language {
        let wanted = name.lowercased().replacing("-", with: " ")
        if let row = rows.first(where: { $0.name.lowercased().replacing("-", with: " ") == wanted }) {
            return Language(name: row.name, kind: row.kind)
        }
        // `cpp` and `js` are known by their extensions; any other name is the repository's own word for it.
        return byExtension[wanted] ?? Language(name: name.replacing("-", with: " "), kind: .programming)
    }

    private static func isXML(_ start: [UInt8]) -> Bool {
        let text = String(decoding: start.prefix(200), as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        return ["<?xml", "<!DOCTYPE TS", "<TS "].contains(where: text.hasPrefix)
    }

    /// The interpreter that the first line names, without its path and version: `#!/usr/bin/env -S python3 -u` is `python`.
    static func shebang(_ start: [UInt8]) -> String? {
        guard start.starts(with: "#!".utf8) else { return nil }
        let line = start.dropFirst(2).prefix(200).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).map { String($0) }
        let programs = words.map { PathParts($0).name }
        let program = programs.first == "env" ? programs.dropFirst().first { !$0.hasPrefix("-") && !$0.contains("=") } : programs.first
        guard let program else { return nil }
        let bare = program.prefix { !$0.isNumber && $0 != "." }
        return bare.isEmpty ? nil : String(bare)
    }

    private static let byExtension = index { $0.extensions }
    private static let byName = index { $0.names }
    private static let byInterpreter = index { $0.interpreters }

    private static func index(_ keys: (Row) -> String) -> [String: Language] {
        var table: [String: Language] = [:]
        for row in rows {
            for key in keys(row).split(separator: " ") { table[String(key)] = Language(name: row.name, kind: row.kind) }
        }
        return table
    }
}

extension LanguageTable {
    /// Of a language by its name.
    static func kind(of name: String) -> Language.Kind { kinds[name] ?? .unknown }

    private static let kinds = Dictionary(rows.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
}
