/// A summarizing job in JSON. `task_meta` says by `task_status` what there is to say, and nothing else: pending `url`; running `url`, `started_at`, `stage`;
/// finished `url`, `started_at`, `finished_at`, `summary`, `stats`, `dependency_graph`, `graph_signals`, `high_importance_files`; failed `url`, `error`,
/// `finished_at`, and, if it was started, `started_at` and the `stage` where it failed. A field without a value is left out, never null.
struct TaskReport: Codable, Sendable, Equatable {
    enum Status: String, Codable, Sendable, CaseIterable {
        case pending, running, finished, failed
    }

    struct Meta: Codable, Sendable, Equatable {
        var url: String
        var stage: String? = nil
        var startedAt: ReportTime? = nil
        var finishedAt: ReportTime? = nil
        /// Markdown.
        var summary: String? = nil
        var stats: Stats? = nil
        var dependencyGraph: DependencyGraph? = nil
        var graphSignals: GraphSignals? = nil
        /// Paths, most important first.
        var highImportanceFiles: [String]? = nil
        var error: String? = nil

        private enum CodingKeys: String, CodingKey {
            case url, stage, summary, stats, error
            case startedAt = "started_at"
            case finishedAt = "finished_at"
            case dependencyGraph = "dependency_graph"
            case graphSignals = "graph_signals"
            case highImportanceFiles = "high_importance_files"
        }
    }

    struct Stats: Codable, Sendable, Equatable {
        var files: Int
        var lines: Int
        var functions: Int
        var types: Int
        var languages: [String: LanguageCount]
    }

    /// The repository's own modules, and what imports what.
    struct DependencyGraph: Codable, Sendable, Equatable {
        var nodes: [String]
        var edges: [GraphEdge]
    }

    /// What stands out in the call graph, best first.
    struct GraphSignals: Codable, Sendable, Equatable {
        var centralTypes: [String]
        var centralFunctions: [String]
        /// Functions that call one another in a circle.
        var cycles: [[String]]
        var entryPoints: [String]

        private enum CodingKeys: String, CodingKey {
            case cycles
            case centralTypes = "central_types"
            case centralFunctions = "central_functions"
            case entryPoints = "entry_points"
        }
    }

    var id: String
    var status: Status
    var meta: Meta

    private enum CodingKeys: String, CodingKey {
        case id = "task_id"
        case status = "task_status"
        case meta = "task_meta"
    }

    init(id: String, status: Status, meta: Meta) {
        self.id = id
        self.status = status
        self.meta = meta
    }
}

extension TaskReport.Stats {
    init(_ observation: Observation, _ extraction: Extraction, _ graph: CallGraph) {
        self.init(
            files: observation.files.count, lines: observation.lines, functions: graph.functionCount, types: extraction.types.count,
            languages: observation.languages)
    }
}

extension TaskReport.GraphSignals {
    init(_ graph: CallGraph) {
        self.init(
            centralTypes: graph.centralTypes.map(\.name), centralFunctions: graph.centralFunctions.map(\.name), cycles: graph.cycles,
            entryPoints: graph.entryPoints.map(\.name))
    }
}

extension TaskReport.DependencyGraph {
    init(_ graph: CallGraph) {
        self.init(nodes: graph.modules, edges: graph.moduleEdges)
    }
}
