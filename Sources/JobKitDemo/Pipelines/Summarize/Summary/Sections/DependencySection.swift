/// What the repository takes from elsewhere: by its manifest, and by what its files import.
enum DependencySection {
    static func lines(_ facts: PageFacts) -> [String] {
        let sentences = [declared(facts), imported(facts)].filter { !$0.isEmpty }
        guard !sentences.isEmpty else { return [] }
        return ["## What it depends on", "", sentences.joined(separator: " ")]
    }

    private static func declared(_ facts: PageFacts) -> String {
        let names = facts.manifest.dependencies.map(MarkdownText.code)
        guard !names.isEmpty, let path = facts.manifest.dependenciesPath else { return "" }
        let noun = names.count == 1 ? "one dependency" : Wording.words(names.count, "dependency", "dependencies")
        return "\(MarkdownText.code(path)) names \(noun): \(Wording.list(names, atMost: 10, rest: "other"))."
    }

    private static func imported(_ facts: PageFacts) -> String {
        let modules = facts.graph.externalModules
        guard !modules.isEmpty else {
            let isCode = facts.wasParsed && facts.manifest.dependencies.isEmpty
            return isCode ? "The code that was read imports nothing from outside the repository." : ""
        }
        let names = modules.enumerated().map { index, item in
            let files = index == 0 ? Wording.count(item.files, "file") : Wording.grouped(item.files)
            return "\(MarkdownText.code(item.module)) (\(files))"
        }
        return "From outside the repository, the code imports \(Wording.list(names, atMost: 8, rest: "module"))."
    }
}
