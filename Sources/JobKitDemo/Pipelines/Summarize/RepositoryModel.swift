// What each stage of the summarizer hands to the next. Values only: each is stored as the result of its step,
// so a field added here must be optional or have a default, or a resumed job could not read its own past.

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
    /// Text lines, as `wc -l` counts them plus an unterminated last line; zero for binary files.
    var lines: Int
    var bytes: Int
    var role: FileRole
    /// Between 0 and 1.
    var importance: Double
    /// Why the score is what it is, in a reader's words: `entry point`, `package manifest`, `test`, …
    var reasons: [String]
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

/// A type, protocol or extension-free container that a source file declares.
struct TypeDeclaration: Codable, Sendable, Equatable {
    /// Qualified by its enclosing types: `Outer.Inner`.
    var name: String
    /// `struct`, `class`, `actor`, `enum`, `protocol`, `typealias` …
    var kind: String
    var file: String
    var line: Int
    var isPublic: Bool
    /// Conformances and base classes as written.
    var inherits: [String]
    /// The first sentence of the documentation comment.
    var documentation: String?
}

/// A function, method or initializer with a body or a requirement.
struct FunctionDeclaration: Codable, Sendable, Equatable {
    /// Qualified: `Type.name(label:other:)`.
    var name: String
    /// The last component without labels: what a call site names.
    var baseName: String
    /// The enclosing type, if any.
    var container: String?
    /// The declaration as written, without body and attributes, on one line.
    var signature: String
    var file: String
    var line: Int
    var isPublic: Bool
    var documentation: String?
    /// Callees as written at the call sites: base names, each once, a receiver type kept as `Type.name` where it is written.
    var calls: [String]
}

struct ImportStatement: Codable, Sendable, Equatable {
    var file: String
    /// The imported module as written: `Foundation`, `os.path`, `.models` …
    var module: String
}

/// What the extracting stage read out of the source files.
struct Extraction: Codable, Sendable, Equatable {
    var types: [TypeDeclaration]
    var functions: [FunctionDeclaration]
    var imports: [ImportStatement]
    /// What was skipped and why, in sentences for the reader.
    var notes: [String]
}

/// A node of the call graph or the dependency graph that stands out.
struct RankedName: Codable, Sendable, Equatable {
    var name: String
    var file: String
    var line: Int
    var fanIn: Int
    var fanOut: Int
    /// PageRank over the graph; all nodes add up to 1.
    var rank: Double
}

struct GraphEdge: Codable, Sendable, Equatable, Hashable {
    var from: String
    var to: String
}

/// What the call-graph stage made of the extraction: summaries, not the whole graph.
struct CallGraph: Codable, Sendable, Equatable {
    /// Functions and resolved calls between them.
    var functionCount: Int
    var callCount: Int
    /// The highest-ranked functions and types, best first, at most 40 each.
    var centralFunctions: [RankedName]
    var centralTypes: [RankedName]
    /// Groups of functions that call each other in a circle, at most 10 groups, largest first.
    var cycles: [[String]]
    /// The repository's own modules (targets, packages, top folders), bottom layer first; modules of one cycle share a layer.
    var layers: [[String]]
    /// Dependencies between the repository's own modules: nodes and edges.
    var modules: [String]
    var moduleEdges: [GraphEdge]
    /// Modules from elsewhere, with the number of files that import each, most first.
    var externalModules: [RankedImport]
    var entryPoints: [RankedName]
    /// How many files depend on a file, through calls and type references.
    var fileFanIn: [String: Int]
}

struct RankedImport: Codable, Sendable, Equatable {
    var module: String
    var files: Int
}

/// What the summarizing stage wrote.
struct Summary: Codable, Sendable, Equatable {
    /// Markdown.
    var text: String
    /// `extractive`, or the model that wrote it.
    var author: String
    /// Paths, most important first.
    var highImportanceFiles: [String]
}
