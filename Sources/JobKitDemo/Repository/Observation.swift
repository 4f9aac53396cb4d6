// Stored as the result of a step: a field that is added is optional or has a default, or a resumed job could not read its own past.

/// The part that a file plays in a repository.
enum FileRole: String, Codable, Sendable, CaseIterable {
    case source, test, example, documentation, manifest, configuration, asset, generated, vendored
}

/// One tracked file.
struct SourceFile: Codable, Sendable, Equatable {
    /// Relative to the root of the repository, with `/` between components.
    var path: String
    /// A name from the language table, such as `Swift` or `Markdown`; `Other` when the table does not know it.
    var language: String
    /// Text lines, as `wc -l` counts them plus an unterminated last line; zero for binary files and for pointers of Git LFS.
    var lines: Int
    var bytes: Int
    var role: FileRole
    /// Between 0 and 1.
    var importance: Double
    /// Why the score is what it is, in a reader's words: `entry point`, `package manifest`, `test`, …
    var reasons: [String]
    /// Set for files that are no text.
    var isBinary: Bool?
    /// For a pointer of Git LFS, the size of the file that is kept elsewhere.
    var pointsToBytes: Int?
}

struct LanguageCount: Codable, Sendable, Equatable {
    var files: Int
    var lines: Int
}

/// What the observing stage saw: every tracked file.
struct Observation: Codable, Sendable, Equatable {
    var files: [SourceFile]
    var lines: Int
    var languages: [String: LanguageCount]
    /// What was left out and why, in sentences for the reader.
    var notes: [String]
}
