import Foundation

/// What manifests mention: one reader for each kind of file. A line that is not understood is passed over.
enum ManifestMentions {
    typealias Reader = @Sendable (String) -> [SkillMention]

    /// By the file's name in lower case.
    static func reader(for path: String) -> Reader? {
        let parts = PathParts(path)
        let name = parts.lowerName
        if let reader = byName[name] { return reader }
        if name.hasPrefix("requirements"), name.hasSuffix(".txt") { return requirements }
        if name.hasPrefix("dockerfile.") || name.hasSuffix(".dockerfile") { return dockerfile }
        if name.hasSuffix(".csproj") || name.hasSuffix(".fsproj") { return dotNet }
        return parts.lowerDirectories == [".github", "workflows"] && (name.hasSuffix(".yml") || name.hasSuffix(".yaml")) ? services : nil
    }

    private static let byName: [String: Reader] = [
        "package.swift": { TextLines.mentions(in: $0, swiftPackage) },
        "package.json": { keys(in: $0, "npm", ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"]) },
        "composer.json": { keys(in: $0, "composer", ["require", "require-dev"]) },
        "pyproject.toml": TomlMentions.pyproject, "cargo.toml": TomlMentions.cargo, "pipfile": TomlMentions.pipfile,
        "go.mod": { TextLines.mentions(in: $0, goModule) },
        "gemfile": { TextLines.mentions(in: $0, gem) },
        "pom.xml": maven,
        "build.gradle": { TextLines.mentions(in: $0, gradle) }, "build.gradle.kts": { TextLines.mentions(in: $0, gradle) },
        "dockerfile": dockerfile, "containerfile": dockerfile,
        "docker-compose.yml": services, "docker-compose.yaml": services, "compose.yml": services, "compose.yaml": services,
        ".gitlab-ci.yml": services,
        "mix.exs": { TextLines.mentions(in: $0) { line in line.word(after: "{:").map { [SkillMention("hex", $0)] } ?? [] } },
        "pubspec.yaml": { TextLines.mentions(in: $0) { line in [SkillMention("pub", line.text.prefix { $0 != ":" })] } },
    ]

    private static func swiftPackage(_ line: TextLine) -> [SkillMention] {
        guard line.text.contains(".package(") || line.text.hasPrefix("url:") else { return [] }
        return line.literals.filter { $0.contains("/") }.compactMap(ManifestFacts.repositoryName).map { SkillMention("swiftpm", $0) }
    }

    private static func goModule(_ line: TextLine) -> [SkillMention] {
        let words = line.words
        let name = words.first == "require" ? words.dropFirst().first : words.first
        return name.map { $0.contains("/") ? [SkillMention("go", $0)] : [] } ?? []
    }

    private static func gem(_ line: TextLine) -> [SkillMention] {
        guard line.text.hasPrefix("gem "), let name = line.literals.first else { return [] }
        return [SkillMention("gem", name)]
    }

    /// Coordinates, `group:artifact:version`, and the ids of plugins.
    private static func gradle(_ line: TextLine) -> [SkillMention] {
        line.literals.compactMap { literal in
            let parts = literal.split(separator: ":")
            return parts.isEmpty ? nil : SkillMention("maven", parts.prefix(2).joined(separator: "/"))
        }
    }

    private static let requirements: Reader = { text in
        TextLines.mentions(in: text) { [SkillMention("pypi", $0.requirementName)] }
    }

    private static let maven: Reader = { text in
        var group = ""
        return TextLines.mentions(in: text) { line in
            if let found = line.word(after: "<groupId>") { group = found }
            return line.word(after: "<artifactId>").map { [SkillMention("maven", "\(group)/\($0)")] } ?? []
        }
    }

    private static let dotNet: Reader = { text in
        TextLines.mentions(in: text) { line in
            guard line.text.hasPrefix("<PackageReference") else { return [] }
            return line.word(after: "Include=\"").map { [SkillMention("nuget", $0)] } ?? []
        }
    }

    private static let dockerfile: Reader = { text in
        TextLines.mentions(in: text) { line in
            let words = line.words
            guard words.first?.lowercased() == "from" else { return [] }
            return words.dropFirst().first { !$0.hasPrefix("--") }.map { [SkillMention("image", imageName($0))] } ?? []
        }
    }

    /// Compose files and workflows: images and actions.
    private static let services: Reader = { text in
        TextLines.mentions(in: text) { line in
            var words = line.words[...]
            if words.first == "-" { words = words.dropFirst() }
            guard words.count >= 2, let key = words.popFirst() else { return [] }
            let value = words[words.startIndex].filter { $0 != "\"" && $0 != "'" }
            switch key {
            case "image:": return [SkillMention("image", imageName(value[...]))]
            case "uses:": return [SkillMention("action", value.prefix { $0 != "@" })]
            default: return []
            }
        }
    }

    /// `ghcr.io/owner/postgres:16@sha256:…` as `postgres`.
    private static func imageName(_ image: Substring) -> Substring {
        (image.split(separator: "/").last ?? image).prefix { $0 != ":" && $0 != "@" }
    }

    /// The keys of objects at the top of a JSON file.
    private static func keys(in text: String, _ source: String, _ objects: [String]) -> [SkillMention] {
        guard let file = try? JSONDecoder().decode([String: JSONKeys].self, from: Data(text.utf8)) else { return [] }
        return objects.flatMap { object in
            (file[object]?.keys ?? []).map { SkillMention(source, $0, key: "\(object).\($0)") }
        }
    }

    /// The keys of an object, sorted; none of anything else.
    private struct JSONKeys: Decodable {
        struct AnyKey: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        var keys: [String]

        init(from decoder: any Decoder) throws {
            keys = (try? decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue).sorted()) ?? []
        }
    }
}
