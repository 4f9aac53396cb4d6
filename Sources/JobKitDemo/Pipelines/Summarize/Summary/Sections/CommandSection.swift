/// How to build, run and test it, as far as the README or a manifest says so.
enum CommandSection {
    static func lines(_ facts: PageFacts) -> [String] {
        var paragraphs: [[String]] = []
        let commands = facts.texts.readme.map { ReadmeCommands.commands(of: $0.text) } ?? []
        if !commands.isEmpty, let readme = facts.texts.readme {
            let verb = commands.count == 1 ? "gives this command" : "gives these commands"
            paragraphs.append(["\(MarkdownText.code(readme.path)) \(verb):", "", "```sh"] + commands + ["```"])
        }
        let sentences = ([customary(facts, commands)] + facts.manifest.tasks.map(tasks) + [start(facts)]).filter { !$0.isEmpty }
        if !sentences.isEmpty { paragraphs.append([sentences.joined(separator: " ")]) }
        guard !paragraphs.isEmpty else { return [] }
        return ["## How to build, run and test it", ""] + paragraphs.joined(separator: [""])
    }

    private static func tasks(_ tasks: ManifestFacts.Tasks) -> String {
        let names = tasks.names.map { MarkdownText.code("\(tasks.tool) \($0)") }
        return "\(MarkdownText.code(tasks.path)) defines \(Wording.list(names, atMost: 8, rest: "other"))."
    }

    /// What the package manager of such a manifest does by itself. Said only where the README is silent.
    private static func customary(_ facts: PageFacts, _ commands: [String]) -> String {
        guard let path = facts.manifest.path else { return "" }
        let known: (verb: String, command: String, test: String?)? =
            switch path {
            case "Package.swift": ("built", "swift build", "swift test")
            case "Cargo.toml": ("built", "cargo build", "cargo test")
            case "go.mod": ("built", "go build ./...", "go test ./...")
            case "pom.xml": ("built", "mvn package", "mvn test")
            case "mix.exs": ("compiled", "mix compile", "mix test")
            case "pyproject.toml": ("installed", "pip install .", nil)
            default: nil
            }
        let tool = known?.command.prefix { $0 != " " } ?? ""
        guard let known, !commands.contains(where: { $0.hasPrefix(tool) }) else { return "" }
        let tested = facts.files.contains { $0.role == .test } ? known.test : nil
        let tests = tested.map { " and tested with \(MarkdownText.code($0))" } ?? ""
        return "With \(MarkdownText.code(path)) at its root it is \(known.verb) with \(MarkdownText.code(known.command))\(tests)."
    }

    private static func start(_ facts: PageFacts) -> String {
        let points = facts.entryPoints.map { CentralSection.place($0.file, $0.line) }
        guard !points.isEmpty else { return "" }
        let subject = points.count == 1 ? "The program starts" : "Programs start"
        return "\(subject) at \(Wording.list(points, atMost: 4, rest: "other"))."
    }
}
