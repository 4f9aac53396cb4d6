// Stored as the result of a step: a field that is added is optional or has a default, or a resumed job could not read its own past.

/// A node of the call graph or the dependency graph that stands out.
struct RankedName: Codable, Sendable, Equatable {
    var name: String
    var file: String
    var line: Int
    /// For a function, how many others certainly call it; for a type, how many other source files name it.
    var fanIn: Int
    var fanOut: Int
    /// How much a reader needs it; all nodes of one graph add up to 1.
    var rank: Double
    /// Some of those that certainly call it, and that it certainly calls.
    var callers: [String]?
    var callees: [String]?
}

struct GraphEdge: Codable, Sendable, Equatable, Hashable {
    var from: String
    var to: String
}

/// What the call-graph stage made of the extraction: summaries, not the whole graph.
struct CallGraph: Codable, Sendable, Equatable {
    /// Functions, and the calls between them that are certain.
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
