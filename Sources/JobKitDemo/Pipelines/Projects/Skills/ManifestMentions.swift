/// What manifests mention: those that have a reader by what it read, the others line by line. A line that is not understood is passed over.
enum ManifestMentions {
    typealias Reader = @Sendable (_ path: String, _ text: String) -> [SkillMention]

    /// By the file's name in lower case.
    static func reader(for path: String) -> Reader? {
        let parts = PathParts(path)
        let name = parts.lowerName
        if let reader = byName[name] { return reader }
        if ManifestReader.reader(for: path) != nil { return dependencies }
        if name.hasPrefix("dockerfile.") || name.hasSuffix(".dockerfile") { return dockerfile }
        if name.hasSuffix(".csproj") || name.hasSuffix(".fsproj") { return dotNet }
        return parts.lowerDirectories == [".github", "workflows"] && (name.hasSuffix(".yml") || name.hasSuffix(".yaml")) ? services : nil
    }

    private static let byName: [String: Reader] = [
        "gemfile": { _, text in TextLines.mentions(in: text, gem) },
        "dockerfile": dockerfile, "containerfile": dockerfile,
        "docker-compose.yml": services, "docker-compose.yaml": services, "compose.yml": services, "compose.yaml": services,
        ".gitlab-ci.yml": services, "tox.ini": tox,
    ]

    /// Names of one registry each. What a dependency needs in turn is not what the project is made with.
    private static let dependencies: Reader = { path, text in
        guard let manifest = ManifestReader.read(path, text), let registry = registry(manifest.kind) else { return [] }
        var mentions: [SkillMention] = []
        for dependency in manifest.dependencies where dependency.scope != .indirect && !dependency.isLocal {
            let key = dependency.line == nil ? dependency.key : nil
            let name = Self.name(dependency, registry)
            mentions.append(SkillMention(registry, name, line: dependency.line, key: key))
            mentions += dependency.extras.map { SkillMention("extra", $0, line: dependency.line, key: key) }
        }
        for target in manifest.targets {
            if let library = target.pkgConfig { mentions.append(SkillMention("pkgconfig", library, line: target.line)) }
        }
        let lines = ManifestLines(text)
        for tool in manifest.tools {
            let line = lines.line(of: tool, below: "[tool") ?? lines.line(of: tool)
            mentions.append(SkillMention("pypi", PythonRequirement.normalized(tool), line: line, key: line == nil ? tool : nil))
        }
        if manifest.kind == .node, let manager = manifest.packageManager {
            mentions.append(SkillMention("manager", manager, key: "packageManager"))
        }
        return mentions
    }

    private static func registry(_ kind: Manifest.Kind) -> String? {
        switch kind {
        case .swift: "swiftpm"
        case .node: "npm"
        case .python, .requirements, .pipfile: "pypi"
        case .cargo: "cargo"
        case .goModule: "go"
        case .maven, .gradle: "maven"
        case .composer: "composer"
        case .mix: "hex"
        case .pub: "pub"
        case .nodeWorkspace, .goWorkspace, .gradleSettings, .cmake, .make, .just: nil
        }
    }

    private static func name(_ dependency: Manifest.Dependency, _ registry: String) -> String {
        switch registry {
        case "pypi": PythonRequirement.normalized(dependency.name)
        case "maven": dependency.name.split(separator: ":").joined(separator: "/")
        default: dependency.name
        }
    }

    private static func gem(_ line: TextLine) -> [SkillMention] {
        guard line.text.hasPrefix("gem "), let name = line.literals.first else { return [] }
        return [SkillMention("gem", name)]
    }

    private static let tox: Reader = { _, text in
        let settings = IniText.entries(of: text)
        return settings.compactMap { entry in
            if entry.section == "pytest", entry.key.isEmpty { return SkillMention("pypi", "pytest", line: entry.line) }
            guard entry.key == "deps", let requirement = PythonRequirement(entry.value) else { return nil }
            return SkillMention("pypi", PythonRequirement.normalized(requirement.name), line: entry.line)
        }
    }

    private static let dotNet: Reader = { _, text in
        TextLines.mentions(in: text) { line in
            guard line.text.hasPrefix("<PackageReference") else { return [] }
            return line.word(after: "Include=\"").map { [SkillMention("nuget", $0)] } ?? []
        }
    }

    private static let dockerfile: Reader = { _, text in
        TextLines.mentions(in: text) { line in
            let words = line.words
            guard words.first?.lowercased() == "from" else { return [] }
            return words.dropFirst().first { !$0.hasPrefix("--") }.map { [SkillMention("image", imageName($0))] } ?? []
        }
    }

    /// Compose files and workflows, by value: an image or an action that a script merely prints is none.
    private static let services: Reader = { _, text in
        guard let value = ManifestValue(yaml: text) else { return [] }
        let lines = ManifestLines(text)
        return named(["image", "uses"], in: value).map { key, text in
            let line = lines.line(of: text, below: key + ":")
            return key == "image"
                ? SkillMention("image", imageName(text[...]), line: line) : SkillMention("action", text.prefix { $0 != "@" }, line: line)
        }
    }

    private static func named(_ keys: Set<String>, in value: ManifestValue) -> [(String, String)] {
        switch value {
        case .list(let values): values.flatMap { named(keys, in: $0) }
        case .table:
            value.entries.flatMap { entry in
                entry.value.text.map { keys.contains(entry.key) ? [(entry.key, $0)] : [] } ?? named(keys, in: entry.value)
            }
        case .text, .flag, .other: []
        }
    }

    /// `ghcr.io/owner/postgres:16@sha256:…` as `postgres`.
    private static func imageName(_ image: Substring) -> Substring {
        (image.split(separator: "/").last ?? image).prefix { $0 != ":" && $0 != "@" }
    }
}
