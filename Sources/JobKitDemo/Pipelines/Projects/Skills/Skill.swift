/// Something that a repository is made of or with, and where that shows.
struct Skill: Codable, Sendable, Equatable {
    enum Category: String, Codable, Sendable, CaseIterable {
        case language, framework, tool
    }

    struct Evidence: Codable, Sendable, Equatable, CustomStringConvertible {
        /// Relative to the root of the repository.
        var file: String
        /// From 1.
        var line: Int? = nil
        /// Where the file is read as a value and not as lines: `dependencies.react`.
        var key: String? = nil

        var description: String { file + (line.map { ":\($0)" } ?? "") + (key.map { " \($0)" } ?? "") }
    }

    var name: String
    var category: Category
    /// The most telling places, at most `SkillDraft.evidence`.
    var evidence: [Evidence]
}

/// A name that a file mentions, before anybody knows whether it means a skill.
struct SkillMention: Equatable {
    /// Who gives such names a meaning: a package registry, a language's imports, … as the table has them.
    var source: String
    var name: String
    var line: Int?
    var key: String?

    init(_ source: String, _ name: some StringProtocol, line: Int? = nil, key: String? = nil) {
        (self.source, self.name, self.line, self.key) = (source, String(name), line, key)
    }
}

/// Skills while files are read.
struct SkillDraft {
    /// Places kept for each skill.
    static let evidence = 3

    private var found: [String: Skill] = [:]

    mutating func add(_ mention: SkillMention, in file: String) {
        for row in SkillTable.rows(for: mention) {
            add(row.name, row.category, Skill.Evidence(file: file, line: mention.line, key: mention.key))
        }
    }

    /// Each file is named once for a skill, for the first place in it.
    mutating func add(_ name: String, _ category: Skill.Category, _ evidence: Skill.Evidence) {
        var skill = found[name] ?? Skill(name: name, category: category, evidence: [])
        guard skill.evidence.count < Self.evidence, !skill.evidence.contains(where: { $0.file == evidence.file }) else { return }
        skill.evidence.append(evidence)
        found[name] = skill
    }

    /// Frameworks, then tools, by name.
    func finish() -> [Skill] {
        found.values.sorted { ($0.category.rank, $0.name.lowercased()) < ($1.category.rank, $1.name.lowercased()) }
    }
}

extension Skill.Category {
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
