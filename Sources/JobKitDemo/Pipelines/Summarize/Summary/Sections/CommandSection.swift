/// How to build, run and test it: by the build systems whose files are there, then by what the README adds.
enum CommandSection {
    private static let limit = 4

    static func lines(_ facts: PageFacts) -> [String] {
        let plans = facts.builds
        let shown =
            plans.filter(\.folder.isEmpty)
            + plans.filter { !$0.folder.isEmpty }.prefix(max(0, limit - plans.count(where: \.folder.isEmpty)))
        let own = readme(facts, plans)
        // What the README gives comes first: it may install what the others take for granted.
        var paragraphs = own + shown.flatMap { plan($0, among: shown, facts) }
        let hidden = plans.dropFirst(shown.count).map { MarkdownText.code($0.folder) }
        if !hidden.isEmpty {
            paragraphs.append([
                "\(Wording.list(hidden, atMost: 4, rest: "folder")) \(hidden.count == 1 ? "has a build of its own" : "have builds of their own")."
            ])
        }
        let sentences = ([libraries(facts)] + scripts(shown) + facts.manifest.tasks.map(tasks) + [start(facts)]).filter { !$0.isEmpty }
        if !sentences.isEmpty { paragraphs.append([sentences.joined(separator: " ")]) }
        guard !paragraphs.isEmpty else { return [] }
        return ["## How to build, run and test it", ""] + paragraphs.joined(separator: [""])
    }

    private static func plan(_ plan: BuildPlan, among plans: [BuildPlan], _ facts: PageFacts) -> [[String]] {
        let files = Wording.list(plan.paths.map(MarkdownText.code), atMost: 3, rest: "file")
        var lead = "With \(plan.tool) (\(files))"
        if !plan.folder.isEmpty { lead = "In \(MarkdownText.code(plan.folder)), with \(plan.tool) (\(files))" }
        // Of two builds in one folder, each says what it is for.
        let beside = plans.filter { $0.folder == plan.folder && $0 != plan }
        let languages = plan.languages.intersection(facts.sources.filter { $0.lines > 0 }.map(\.language)).sorted()
        if beside.contains(where: { $0.languages != plan.languages }), !languages.isEmpty {
            lead += ", for the parts in \(Wording.list(languages.map { MarkdownText.literal($0) }))"
        }
        let block = [lead + ":", "", "```sh"] + plan.commands + ["```"]
        return [block] + (plan.note.map { [[$0]] } ?? [])
    }

    /// Lines of the README that the build's own files do not say already.
    private static func readme(_ facts: PageFacts, _ plans: [BuildPlan]) -> [[String]] {
        guard let readme = facts.texts.readme else { return [] }
        let makes = Set(facts.manifest.tasks.flatMap { tasks in tasks.names.map { "\(tasks.tool) \($0)" } })
        let commands = ReadmeSupplement.lines(ReadmeCommands.commands(of: readme), plans, makes: makes)
        guard let first = commands.first else { return [] }
        let path = MarkdownText.code(readme.path)
        if commands.count == 1 { return [["\(path) gives \(MarkdownText.code(first))."]] }
        return [["\(path) gives these commands:", "", "```sh"] + commands + ["```"]]
    }

    /// Of the system, which a package manager for Swift does not bring.
    private static func libraries(_ facts: PageFacts) -> String {
        let all = facts.manifest.manifests.all.filter { $0.kind == .swift && $0.isAtRoot }.flatMap(\.targets).compactMap(\.pkgConfig)
        let names = ManifestFacts.unique(all).map(MarkdownText.code)
        guard !names.isEmpty else { return "" }
        return
            "The build needs the system's \(names.count == 1 ? "library" : "libraries") \(Wording.list(names, atMost: 4, rest: "other")), "
            + "with headers."
    }

    private static func scripts(_ plans: [BuildPlan]) -> [String] {
        plans.compactMap { plan in
            let names = plan.scripts.filter { !plan.commands.contains($0) }.map(MarkdownText.code)
            guard !names.isEmpty, let path = plan.paths.first else { return nil }
            return "\(MarkdownText.code(path)) also defines \(Wording.list(names, atMost: 6, rest: "other"))."
        }
    }

    private static func tasks(_ tasks: ManifestFacts.Tasks) -> String {
        let names = tasks.names.map { MarkdownText.code("\(tasks.tool) \($0)") }
        return "\(MarkdownText.code(tasks.path)) defines \(Wording.list(names, atMost: 8, rest: "other"))."
    }

    private static func start(_ facts: PageFacts) -> String {
        let points = facts.entryPoints.map { CentralSection.place($0.file, $0.line) }
        guard !points.isEmpty else { return "" }
        let subject = points.count == 1 ? "The program starts" : "Programs start"
        return "\(subject) at \(Wording.list(points, atMost: 4, rest: "other"))."
    }
}
