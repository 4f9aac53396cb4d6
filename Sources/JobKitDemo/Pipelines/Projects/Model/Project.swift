import Foundation
import JobKit

/// A repository that somebody follows.
struct Project: Sendable, Equatable {
    var id: ProjectID
    var name: String
    /// A git URL or an absolute path, without credentials.
    var repository: String
    /// The plan file that the user named, relative to the repository's root.
    var plan: String?
    /// By the store's clock.
    var createdAt: Timestamp
    /// What the latest refresh found.
    var latest: ProjectResult?
}

/// Made by whoever adds the project, as job ids are, and never used again: a job that outlives its project finds no other.
struct ProjectID: Hashable, Sendable, Codable, CustomStringConvertible {
    let text: String

    init(_ text: String) { self.text = text }

    init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    var description: String { text }

    /// What each refresh of the project carries.
    var tag: String { "project:\(text)" }
}

/// What a refresh found: the latest one stays with the project, however long its job is kept.
struct ProjectResult: Codable, Sendable, Equatable {
    var job: JobID
    /// The full hash of what was read.
    var commit: String
    var branch: String?
    /// By the store's clock.
    var refreshedAt: Timestamp
    var plan: Plan
    var skills: [Skill]
}

/// What a user may call a project, and which plan may be named.
enum ProjectRules {
    static let nameCharacters = 64
    /// A few characters can be many bytes of combining marks.
    static let nameBytes = 256
    static let planBytes = 512

    /// One form for one look: composed, so that two ways to type an accent are one name.
    static func name(_ typed: String) throws(ProjectError) -> String {
        let name = typed.precomposedStringWithCanonicalMapping
        let cause: String? =
            if name.isEmpty {
                "it is empty"
            } else if name.count > nameCharacters || name.utf8.count > nameBytes {
                "it is longer than \(nameCharacters) characters"
            } else if name.contains("://") {
                // It may hold a password, and names are shown to everybody.
                "it is an address, which belongs behind --repository"
            } else if TerminalSafety.cleaned(name) != name {
                "it holds characters that a terminal does not show"
            } else if name.trimmingWhitespace() != name {
                "it begins or ends with a space"
            } else {
                nil
            }
        if let cause { throw .nameRefused(name, cause: cause) }
        return name
    }

    /// A path inside the repository, as git lists it.
    static func plan(_ typed: String) throws(ProjectError) -> String {
        var parts = typed.split(separator: "/", omittingEmptySubsequences: false)[...]
        while parts.count > 1, parts.first == "." { parts = parts.dropFirst() }
        let cause: String? =
            if parts.contains("..") || parts.first == "" {
                "it must lie in the repository"
            } else if parts.contains("") || parts.contains(".") {
                "it names no file"
            } else if typed.utf8.count > planBytes {
                "it is longer than \(planBytes) bytes"
            } else if RepositorySource.hasControls(typed) {
                "it holds control characters"
            } else {
                nil
            }
        if let cause { throw .planRefused(typed, cause: cause) }
        return parts.joined(separator: "/")
    }
}
