// Stored as the result of a step: a field that is added is optional or has a default, or a resumed job could not read its own past.

/// What the summarizing stage wrote.
struct Summary: Codable, Sendable, Equatable {
    /// Markdown.
    var text: String
    /// `extractive`, or the model that wrote it.
    var author: String
    /// Paths, most important first.
    var highImportanceFiles: [String]
}
