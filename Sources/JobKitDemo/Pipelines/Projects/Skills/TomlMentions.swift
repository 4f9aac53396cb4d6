/// Dependencies in TOML, read line by line: the section tells what a key or a string means.
enum TomlMentions {
    static let cargo: ManifestMentions.Reader = { text in
        read(text) { section, line in
            // `[dependencies.serde]` and `[workspace.dependencies]`.
            guard let at = section.lastIndex(where: { $0.hasSuffix("dependencies") }) else { return [] }
            if at + 1 < section.count { return line.text.hasPrefix("[") ? [SkillMention("cargo", section[at + 1])] : [] }
            return key(line).map { [SkillMention("cargo", $0)] } ?? []
        }
    }

    static let pipfile: ManifestMentions.Reader = { text in
        read(text) { section, line in
            guard ["packages", "dev-packages"].contains(section.first) else { return [] }
            return key(line).map { [SkillMention("pypi", $0)] } ?? []
        }
    }

    static let pyproject: ManifestMentions.Reader = { text in
        // Whether the lines are part of the list of dependencies in the section `project`.
        var isInList = false
        return read(text) { section, line in
            if line.text.hasPrefix("[") { isInList = false }
            if section.first == "tool", section.last?.hasSuffix("dependencies") == true {
                return key(line).map { [SkillMention("pypi", $0)] } ?? []
            }
            // `[tool.ruff]`: a tool's own settings.
            if line.text.hasPrefix("["), section.count > 1, section[0] == "tool" { return [SkillMention("pypi", section[1])] }
            let name = key(line)
            if section == ["project"] || section == ["build-system"] {
                if let name { isInList = name == "dependencies" || name == "requires" }
            } else {
                isInList = section == ["project", "optional-dependencies"] || section == ["dependency-groups"]
            }
            return isInList ? line.literals.map { SkillMention("pypi", TextLine.requirementName($0)) } : []
        }
    }

    private static func read(_ text: String, _ body: (_ section: [String], TextLine) -> [SkillMention]) -> [SkillMention] {
        var section: [String] = []
        return TextLines.mentions(in: text) { line in
            // A list within a list begins with a bracket too, and has a comma or a quotation mark behind it.
            if line.text.hasPrefix("["), let end = line.text.lastIndex(of: "]"), !line.text.contains(",") {
                let names = line.text[..<end].drop { $0 == "[" }.prefix { $0 != "]" }
                section = names.split(separator: ".").map { $0.trimmingWhitespace().filter { $0 != "\"" && $0 != "'" } }
            }
            return body(section, line)
        }
    }

    /// What stands before the equals sign, if that is a name.
    private static func key(_ line: TextLine) -> String? {
        guard let equals = line.text.firstIndex(of: "=") else { return nil }
        let name = line.text[..<equals].trimmingWhitespace().filter { $0 != "\"" && $0 != "'" }
        let isName = !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) }
        return isName ? name : nil
    }
}
