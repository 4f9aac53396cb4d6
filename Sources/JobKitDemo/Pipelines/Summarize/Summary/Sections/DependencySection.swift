/// What the repository takes from elsewhere: by its manifests, and by what its sources import.
enum DependencySection {
    static func lines(_ facts: PageFacts) -> [String] {
        let sentences = (facts.manifest.needs.prefix(4).map(declared) + [imported(facts)]).filter { !$0.isEmpty }
        guard !sentences.isEmpty else { return [] }
        return ["## What it depends on", "", sentences.joined(separator: " ")]
    }

    private static func declared(_ needs: ManifestFacts.Needs) -> String {
        let path = MarkdownText.code(needs.path)
        let subject = needs.isWorkspace ? "\(path) and the manifests of its members name" : "\(path) names"
        let development = list(needs.development, needs.development.count <= 7 ? 7 : 4)
        guard !needs.runtime.isEmpty else {
            let optional = needs.optional.isEmpty ? "" : "\(subject) only optional dependencies: \(list(needs.optional, 6))."
            if needs.development.isEmpty { return optional }
            return optional.isEmpty
                ? "\(subject) dependencies for development only: \(development)." : optional + " For development it names \(development)."
        }
        let adjective = needs.hasIndirect ? "direct " : ""
        var sentence = "\(subject) the \(adjective)\(needs.runtime.count == 1 ? "dependency" : "dependencies") \(list(needs.runtime, 10))"
        if !needs.optional.isEmpty { sentence += "; optional \(needs.optional.count == 1 ? "is" : "are") \(list(needs.optional, 6))" }
        if !needs.development.isEmpty {
            sentence += "; for development there \(needs.development.count == 1 ? "is" : "are") \(development)"
        }
        return sentence + "."
    }

    private static func list(_ names: [String], _ limit: Int) -> String {
        Wording.list(names.map(MarkdownText.code), atMost: limit, rest: "other")
    }

    private static func imported(_ facts: PageFacts) -> String {
        let modules = facts.graph.externalModules
        guard !modules.isEmpty else {
            let isSilent =
                facts.wasParsed && facts.unreadLanguages.isEmpty && facts.manifest.manifests.all.allSatisfy(\.dependencies.isEmpty)
            return isSilent ? "Its sources import nothing from outside the repository but what comes with their language." : ""
        }
        let names = modules.enumerated().map { index, item in
            let files = index == 0 ? Wording.count(item.files, "file") : Wording.grouped(item.files)
            return "\(MarkdownText.code(item.module)) (\(files))"
        }
        let readers = Set(facts.extraction.imports.map { $0.file.hasSuffix(".py") ? "Python" : "Swift" })
        let language = facts.unreadLanguages.isEmpty || readers.count != 1 ? "" : "\(readers.first ?? "") "
        let rest = names.count > 8 ? ", among others" : ""
        return
            "From outside the repository, its \(language)sources, without tests and examples, import \(Wording.list(Array(names.prefix(8))))\(rest)."
    }
}
