// Stored as the results of steps: a field that is added is optional or has a default, or a resumed job could not read its own past.

/// A clone on this machine, made by the cloning stage.
struct Checkout: Codable, Sendable, Equatable {
    /// What the user gave, with any credentials removed.
    var source: String
    /// The last path component of the source, without `.git`.
    var name: String
    /// Absolute path of the working tree.
    var directory: String
    /// The full commit hash of what was checked out.
    var commit: String
    var branch: String?
    /// ISO 8601, as git prints it.
    var committedAt: String?
}
