/// A summarizing job as the first system showed it in JSON. A field without a value is left out.
struct TaskReport: Codable, Sendable, Equatable {
    enum Status: String, Codable, Sendable, CaseIterable {
        case pending, running, finished, failed
    }

    struct Meta: Codable, Sendable, Equatable {
        var url: String
        var stage: String? = nil
        var attempts: Int? = nil
        var startedAt: ReportTime? = nil
        var finishedAt: ReportTime? = nil
        /// Markdown.
        var summary: String? = nil
        var stats: Stats? = nil
        var dependencyGraph: DependencyGraph? = nil
        /// Paths, most important first.
        var highImportanceFiles: [String]? = nil
        var error: String? = nil

        private enum CodingKeys: String, CodingKey {
            case url, stage, attempts, summary, stats, error
            case startedAt = "started_at"
            case finishedAt = "finished_at"
            case dependencyGraph = "dependency_graph"
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

extension TaskReport.DependencyGraph {
    init(_ graph: CallGraph) {
        self.init(nodes: graph.modules, edges: graph.moduleEdges)
    }
}
