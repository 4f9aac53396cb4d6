/// The dependencies between modules, told from the bottom up.
enum LayerWording {
    private static let limit = 8

    static func sentences(_ facts: PageFacts) -> String {
        let own = Set(facts.folders.modules.filter(\.isOwn).compactMap(\.module))
        let layers = facts.graph.layers.map { $0.filter(own.contains) }.filter { !$0.isEmpty }
        let modules = layers.flatMap(\.self)
        guard modules.count > 1 else { return "" }
        let source = Source(modules, facts)
        let edges = facts.graph.moduleEdges.filter { $0.from != $0.to && modules.contains($0.from) && modules.contains($0.to) }
        guard !edges.isEmpty else { return source.none(modules.count) }
        var used = Dictionary(grouping: edges, by: \.from).mapValues { Set($0.map(\.to)) }
        var sentences: [String] = []
        let alone = modules.filter { used[$0] == nil }
        if !alone.isEmpty { sentences.append(source.alone(names(alone), alone.count)) }
        for circle in circles(layers, edges) {
            sentences.append(
                "\(names(circle)) \(source.isRead ? "import" : "depend on") \(circle.count == 2 ? "each other" : "one another in a circle")."
            )
            // What that sentence says is not said again.
            for name in circle { used[name]?.subtract(circle) }
        }
        used = used.filter { !$0.value.isEmpty }
        var told = 0
        for module in modules where used[module] != nil {
            guard told < limit else { break }
            guard let imported = used[module] else { continue }
            // Modules that build on the same ones are told together.
            let subjects = modules.filter { used[$0] == imported }
            let objects = modules.filter(imported.contains)
            sentences.append("\(names(subjects)) \(subjects.count == 1 ? "builds" : "build") on \(names(objects)).")
            told += 1
            for subject in subjects { used[subject] = nil }
        }
        let left = used.count
        if left > 0 { sentences.append("\(Wording.capitalized(Wording.words(left, "further module"))) build on these.") }
        return sentences.joined(separator: " ")
    }

    /// Where the edges come from: imports that were read, or what the members of a workspace say of one another.
    private struct Source {
        let isRead: Bool
        let unit: String

        init(_ modules: [String], _ facts: PageFacts) {
            let read = Set(
                facts.extraction.imports.map(\.file) + facts.extraction.types.map(\.file) + facts.extraction.functions.map(\.file))
            let folders = facts.folders.modules.filter { $0.module.map(modules.contains) ?? false }
            isRead = folders.contains { folder in folder.files.contains { read.contains($0.path) } } || facts.manifest.members.isEmpty
            unit = facts.manifest.members.isEmpty ? "module" : facts.manifest.unit
        }

        func none(_ count: Int) -> String {
            // Imports of what only some languages call a module are not all there is.
            if isRead { return "" }
            return "By their manifests, none of the \(Wording.words(count, unit)) depends on another."
        }

        func alone(_ names: String, _ count: Int) -> String {
            if isRead { return "\(names) \(count == 1 ? "imports" : "import") no other module of the repository." }
            return
                "By \(count == 1 ? "its manifest" : "their manifests"), \(names) \(count == 1 ? "depends" : "depend") on no other \(unit) of the repository."
        }
    }

    /// Modules of one layer that import each other: only a circle puts both ends of an edge into the same layer.
    private static func circles(_ layers: [[String]], _ edges: [GraphEdge]) -> [[String]] {
        layers.compactMap { layer in
            let members = Set(layer)
            let inside = edges.filter { members.contains($0.from) && members.contains($0.to) }
            let circle = layer.filter { name in inside.contains { $0.from == name } && inside.contains { $0.to == name } }
            return circle.count > 1 ? circle : nil
        }
    }

    private static func names(_ modules: [String]) -> String {
        Wording.list(modules.map(MarkdownText.code), atMost: 5, rest: "module")
    }
}
