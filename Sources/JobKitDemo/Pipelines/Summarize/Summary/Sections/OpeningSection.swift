/// The title, what the project says it is, and its size.
enum OpeningSection {
    static func lines(_ facts: PageFacts) -> [String] {
        [title(facts), purpose(facts), glance(facts)].filter { !$0.isEmpty }.flatMap { [$0, ""] }.dropLast()
    }

    private static func title(_ facts: PageFacts) -> String {
        let name = MarkdownText.literal(name(facts))
        return "# " + (name.isEmpty ? "Repository" : name)
    }

    /// What the manifest calls it: a clone may lie in any folder. A Go module's name is an address, of which the end is its name.
    private static func name(_ facts: PageFacts) -> String {
        guard let name = facts.manifest.name, !name.trimmingWhitespace().isEmpty else { return facts.checkout.name }
        guard name.contains("/"), !name.hasPrefix("@") else { return name }
        let parts = name.split(separator: "/")
        let isVersion = parts.last?.first == "v" && parts.last?.dropFirst().allSatisfy(\.isNumber) == true
        return (isVersion ? parts.dropLast() : parts[...]).last.map(String.init) ?? name
    }

    /// The project's own words, as far as it has any.
    private static func purpose(_ facts: PageFacts) -> String {
        if let readme = facts.texts.readme, let words = ReadmeOpening.paragraph(of: readme) {
            let cut = Sentences.prefix(of: Sentences.droppingLead(words.plain), characters: 600)
            return Wording.sentence(words.keeping(cut).markdown(startsLine: true))
        }
        if let description = facts.manifest.description {
            return Wording.sentence(MarkdownText.literal(Sentences.prefix(of: description, characters: 400), startsLine: true))
        }
        let missing = missing(facts)
        let names = facts.centralTypes.prefix(3).map(\.rank.name) + facts.centralFunctions.prefix(3).map(\.rank.name)
        guard !names.isEmpty else { return missing }
        return missing
            + " At the centre of its code \(names.count == 1 ? "is" : "are") \(Wording.list(names.prefix(3).map(MarkdownText.code)))."
    }

    private static func missing(_ facts: PageFacts) -> String {
        if let readme = facts.texts.readme {
            return "\(MarkdownText.code(readme.path)) has no paragraph that says what the project is for."
        }
        let readme = facts.texts.unreadable.flatMap { RepositoryTexts.readmePath(among: $0) }
        if let readme { return "\(MarkdownText.code(readme)) is in an encoding that was not recognized, and was not read." }
        return "There is no README to say what the project is for."
    }

    private static func glance(_ facts: PageFacts) -> String {
        [kind(facts), size(facts), declarations(facts), tests(facts), version(facts)].filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func kind(_ facts: PageFacts) -> String {
        let noun = noun(facts)
        var sentence = "\(MarkdownText.code(name(facts))) is \(Wording.article(before: noun)) \(noun)"
        let members = facts.manifest.members.count
        let modules = facts.folders.modules.count(where: \.isOwn)
        if members > 0 {
            sentence += " of \(Wording.words(members, facts.manifest.unit))"
        } else if modules > 1, facts.manifest.libraries.isEmpty, facts.manifest.commands.isEmpty {
            sentence += " of \(Wording.words(modules, "module"))"
        }
        let products = products(facts)
        if !products.isEmpty { sentence += " that \(Wording.list(products))" }
        return sentence + "."
    }

    private static func noun(_ facts: PageFacts) -> String {
        if facts.isDocumentation { return "documentation repository" }
        if let kind = facts.manifest.kind { return kind }
        return facts.primaryLanguage.map { MarkdownText.literal($0) + " repository" } ?? "repository"
    }

    /// What it gives to the outside, by its manifest and by what its sources import.
    private static func products(_ facts: PageFacts) -> [String] {
        var clauses: [String] = []
        let libraries = facts.manifest.libraries.map(MarkdownText.code)
        if !libraries.isEmpty {
            let noun = libraries.count == 1 ? "library" : "libraries"
            clauses.append("offers the \(noun) \(Wording.list(libraries, atMost: 4, rest: "library", "libraries"))")
        }
        let commands = facts.manifest.commands.map(MarkdownText.code)
        if !commands.isEmpty {
            clauses.append(
                "builds the \(commands.count == 1 ? "command" : "commands") \(Wording.list(commands, atMost: 4, rest: "command"))")
        }
        let frameworks = WebFrameworks.imported(by: facts).map(MarkdownText.code)
        if !frameworks.isEmpty {
            clauses.append("uses the web \(frameworks.count == 1 ? "framework" : "frameworks") " + Wording.list(frameworks))
        }
        return clauses
    }

    private static func size(_ facts: PageFacts) -> String {
        if facts.files.count == 1, let file = facts.files.first {
            return "Its only file is \(MarkdownText.code(file.path)), with \(Wording.count(file.lines, "line"))."
        }
        // A novel among the tests is no language of the project's.
        let languages = facts.observation.languages.filter { !["Other", "Text"].contains($0.key) && $0.value.lines > 0 }
            .sorted { ($1.value.lines, $0.key) < ($0.value.lines, $1.key) }
        let whole = "\(Wording.count(facts.files.count, "file")) with \(Wording.count(facts.observation.lines, "line"))"
        guard let first = languages.first else { return "It holds \(whole)." }
        if first.value.files == facts.files.count { return "It holds \(whole), all in \(MarkdownText.literal(first.key))." }
        let parts = languages.map {
            "\(MarkdownText.literal($0.key)) (\(Wording.count($0.value.lines, "line")) in \(Wording.count($0.value.files, "file")))"
        }
        return "It holds \(whole): \(Wording.list(parts, atMost: 3, rest: "language"))."
    }

    /// Where the files are too few for a section on the layout, this sentence stands for it.
    private static func declarations(_ facts: PageFacts) -> String {
        guard facts.isTiny else { return "" }
        let types = facts.extraction.types.map { MarkdownText.code($0.name) }
        let functions = facts.extraction.functions.filter { $0.container == nil }.map { MarkdownText.code($0.baseName + "()") }
        let parts = [
            types.isEmpty ? "" : "declares " + Wording.list(ManifestFacts.unique(types), atMost: 4, rest: "type"),
            functions.isEmpty ? "" : "defines " + Wording.list(ManifestFacts.unique(functions), atMost: 4, rest: "function"),
        ].filter { !$0.isEmpty }
        return parts.isEmpty ? "" : "The code \(Wording.list(parts))."
    }

    private static func tests(_ facts: PageFacts) -> String {
        let tests = facts.files.filter { $0.role == .test }
        guard !tests.isEmpty, facts.files.count > 3 else { return "" }
        let number = Wording.capitalized(Wording.word(tests.count))
        return "\(number) of the files \(tests.count == 1 ? "belongs" : "belong") to tests."
    }

    private static func version(_ facts: PageFacts) -> String {
        var sentence = "This page describes commit \(MarkdownText.code(String(facts.checkout.commit.prefix(10))))"
        if let branch = facts.checkout.branch { sentence += " of the branch \(MarkdownText.code(branch))" }
        if let date = facts.checkout.committedAt?.prefix(10), date.count == 10, date > "1970-01-02",
            date.allSatisfy({ $0.isNumber || $0 == "-" })
        {
            sentence += ", made on \(date)"
        }
        return sentence + "."
    }
}
