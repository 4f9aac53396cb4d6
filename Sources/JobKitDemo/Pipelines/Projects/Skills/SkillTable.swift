/// Which names mean which framework or tool.
///
/// Each row lists marks of the form `source:name`, with spaces between. Sources are package registries (`swiftpm npm pypi cargo go gem
/// maven composer nuget pub hex pkgconfig`), parts of a Python package that are asked for (`extra`), package managers that a manifest names
/// (`manager`), imports of a language (`swift python java php csharp`; the others are looked up like their
/// packages), container images (`image`), actions of a workflow (`action`), and files by name, ending or folder
/// (`file ending under`). All in lower case.
enum SkillTable {
    struct Row: Sendable {
        var name: String
        var category: Skill.Category
        var marks: String

        init(_ name: String, _ category: Skill.Category, _ marks: String) {
            (self.name, self.category, self.marks) = (name, category, marks)
        }
    }

    static func rows(for mention: SkillMention) -> [Row] {
        guard mention.name.utf8.count <= 200 else { return [] }
        var name = mention.name.lowercased()[...]
        let sources = [mention.source] + (fallbacks[mention.source].map { [$0] } ?? [])
        while !name.isEmpty {
            for source in sources {
                if let found = byMark["\(source):\(name)"] { return found }
            }
            // A part of something known: `org.springframework.boot` is a part of `org.springframework`.
            guard let separators = separators[mention.source], let cut = name.lastIndex(where: separators.contains) else { return [] }
            name = name[..<cut]
        }
        return []
    }

    /// What a file's own name says.
    static func rows(forPath path: String) -> [Row] {
        let parts = PathParts(path)
        // What an editor left of a Swift package is no project of its own.
        guard !parts.lowerDirectories.contains(".swiftpm") else { return [] }
        var found = rows(for: SkillMention("file", parts.lowerName))
        if let dot = parts.lowerName.lastIndex(of: "."), dot != parts.lowerName.startIndex {
            found += rows(for: SkillMention("ending", parts.lowerName[parts.lowerName.index(after: dot)...]))
        }
        // A file that was put out of use by another ending is none of its folder's.
        guard parts.lowerName.hasSuffix(".yml") || parts.lowerName.hasSuffix(".yaml") else { return found }
        return found + rows(for: SkillMention("under", parts.lowerDirectories.joined(separator: "/")))
    }

    private static let separators: [String: Set<Character>] = [
        "npm": ["/"], "go": ["/"], "maven": ["/", "."], "java": ["."], "python": ["."], "php": ["\\"], "composer": ["/"],
        "csharp": ["."], "nuget": ["."], "action": ["/"], "swift": ["."], "under": ["/"],
    ]

    /// Imports that are mostly named like the package.
    private static let fallbacks = ["python": "pypi", "java": "maven", "csharp": "nuget"]

    private static let byMark: [String: [Row]] = {
        var table: [String: [Row]] = [:]
        for row in frameworks + tools {
            for mark in row.marks.split(separator: " ") { table[String(mark), default: []].append(row) }
        }
        return table
    }()
}
