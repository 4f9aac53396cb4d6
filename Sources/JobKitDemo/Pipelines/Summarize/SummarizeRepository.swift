import Foundation
import JobKit

/// The first system: a repository goes in, a page that explains it comes out.
struct SummarizeRepository: Job {
    static let kind = "repository.summarize"
    static var options: JobOptions {
        JobOptions(retry: .exponential(maxAttempts: 5, base: .seconds(2), cap: .seconds(300)), timeout: .seconds(3_600))
    }

    typealias Output = RepositorySummary

    /// A git URL or an absolute path, without credentials.
    var source: String

    /// The stages in their order; each but the last is a step of the job.
    enum Stage: String, RepositoryStage {
        case preflight, cloning, observing, extracting
        case callGraph = "call_graph"
        case summarizing, finished
    }
}

/// What the job leaves behind: the page and the figures, not the repository.
struct RepositorySummary: Codable, Sendable, Equatable {
    var summary: Summary
    var stats: TaskReport.Stats
    var graph: TaskReport.DependencyGraph
    var signals: TaskReport.GraphSignals?
}

/// The story of the job, from top to bottom. Each stage is a step: what an earlier attempt finished is not done again.
struct SummarizePipeline: Pipeline {
    typealias Work = SummarizeRepository

    let workspace: Workspace
    /// Writes the page, where the environment configures a model; otherwise it is put together from the facts.
    var model: SummaryClient?
    /// For private repositories on one host.
    var credentials: HostCredentials?
    /// Stops in this stage until the process is killed, for trying what a crash does.
    var pauseAt: SummarizeRepository.Stage?

    static var stages: [String] { SummarizeRepository.Stage.names }

    /// - Throws: `SummaryConfigurationError` where the environment names a model and leaves something out.
    static func open(_ services: PipelineServices) throws -> SummarizePipeline? {
        SummarizePipeline(
            workspace: services.workspace, model: try SummaryClient.from(environment: services.environment),
            credentials: services.credentials)
    }

    static func report(_ record: JobRecord, codec: any JobCodec) -> any Encodable { TaskReport(record, codec: codec).meta }

    static func page(_ record: JobRecord, codec: any JobCodec) -> String? { TaskReport(record, codec: codec).meta.summary }

    func register(in handlers: inout JobHandlers) {
        handlers.add(SummarizeRepository.self) { job, context in try await run(job, context) }
    }

    func run(_ job: SummarizeRepository, _ context: JobContext) async throws -> RepositorySummary {
        let source = try RepositorySource(parsing: job.source).authenticated(by: credentials)
        // Removed on every way out. After a kill -9 the directory stays, and the next attempt goes on with it.
        let place = try workspace.take(context.id)
        defer { place.remove() }
        let stages = StageRunner(context, pauseAt: pauseAt)

        let clone = try await stages.clone(
            source, into: place, ifItMovedOn: "Summarize it again to get a page about the newer commit.")
        let seen = try await stages.run(.observing) { progress in
            let observation = try await Observer().observe(clone, progress: progress)
            return Seen(observation: observation, texts: RepositoryTexts.load(from: clone.directory, observation))
        }
        let extraction = try await stages.run(.extracting) { progress in
            try await Extractor().extract(seen.observation, from: clone, progress: progress)
        }
        let graph = try await stages.run(.callGraph) { _ in
            CallGraphBuilder().build(extraction, seen.observation, Manifests(seen.texts))
        }
        let summary = try await stages.run(.summarizing) { _ in
            let facts = PageFacts(
                checkout: clone, observation: seen.observation, extraction: extraction, graph: graph, texts: seen.texts)
            return try await Summarizer(model: model).summarize(facts, mayWait: context.job.attempt < context.job.maxAttempts)
        }
        try await stages.finish()
        return RepositorySummary(
            summary: summary, stats: TaskReport.Stats(seen.observation, extraction, graph),
            graph: TaskReport.DependencyGraph(graph), signals: TaskReport.GraphSignals(graph))
    }

    /// What the observing stage stores: the page's quotations are read while the clone is there.
    private struct Seen: Codable, Sendable {
        var observation: Observation
        var texts: RepositoryTexts
    }
}
