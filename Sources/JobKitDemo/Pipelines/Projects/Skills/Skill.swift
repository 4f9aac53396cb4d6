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
    /// Places in tests, examples and scripts, by skill: evidence where there is no better.
    private var aside: [String: [Skill.Evidence]] = [:]

    mutating func add(_ mention: SkillMention, in file: String, isAside: Bool = false) {
        for row in SkillTable.rows(for: mention) {
            add(row, Skill.Evidence(file: file, line: mention.line, key: mention.key), isAside: isAside)
        }
    }

    /// Each file is named once for a skill, for the first place in it.
    mutating func add(_ row: SkillTable.Row, _ evidence: Skill.Evidence, isAside: Bool = false) {
        var skill = found[row.name] ?? Skill(name: row.name, category: row.category, evidence: [])
        if isAside {
            Self.append(evidence, to: &aside[row.name, default: []])
        } else {
            Self.append(evidence, to: &skill.evidence)
        }
        found[row.name] = skill
    }

    func has(_ name: String) -> Bool { found[name] != nil }

    private static func append(_ evidence: Skill.Evidence, to places: inout [Skill.Evidence]) {
        guard places.count < Self.evidence, !places.contains(where: { $0.file == evidence.file }) else { return }
        places.append(evidence)
    }

    /// Frameworks, then tools, by name.
    func finish() -> [Skill] {
        let skills = found.values.map { skill in
            var skill = skill
            skill.evidence = Array((skill.evidence + (aside[skill.name] ?? [])).prefix(Self.evidence))
            return skill
        }
        return skills.sorted { ($0.category.rank, $0.name.lowercased()) < ($1.category.rank, $1.name.lowercased()) }
    }
}

extension Skill.Category {
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
