import JobKit

/// Every pipeline of the demo. To add one: its folder, and a line here.
enum PipelineList {
    static let all: [any Pipeline.Type] = [SummarizePipeline.self, RefreshPipeline.self]

    static func of(kind: String) -> (any Pipeline.Type)? { all.first { $0.kind == kind } }
}

extension Pipeline {
    static var kind: String { Work.kind }
}

extension DemoSystem {
    /// What runs the jobs of every pipeline that the store can carry.
    func handlers() async throws -> JobHandlers {
        var handlers = JobHandlers()
        for pipeline in PipelineList.all { try await pipeline.open(services)?.register(in: &handlers) }
        return handlers
    }
}
