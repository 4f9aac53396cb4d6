import JobKit

/// A kind of job that the demo runs: its handler, and how its jobs are shown. `App/PipelineList.swift` names them all.
protocol Pipeline: Sendable {
    associatedtype Work: Job

    /// The names of the job's steps, in their order.
    static var stages: [String] { get }

    /// Opens what the pipeline needs.
    ///
    /// - Returns: nil where the store cannot carry it.
    static func open(_ services: PipelineServices) async throws -> Self?

    func register(in handlers: inout JobHandlers)

    /// What of a job is this pipeline's own, for JSON.
    static func report(_ record: JobRecord, codec: any JobCodec) -> any Encodable

    /// What a job has made, as Markdown for people.
    static func page(_ record: JobRecord, codec: any JobCodec) -> String?
}

extension Pipeline {
    static func page(_ record: JobRecord, codec: any JobCodec) -> String? { nil }
}

/// What every pipeline is handed.
struct PipelineServices: Sendable {
    let queue: JobQueue
    let workspace: Workspace
    /// Nil where the jobs are in no database.
    let tables: (any Tables)?
    let environment: [String: String]

    /// For private repositories on one host.
    var credentials: HostCredentials? { HostCredentials(environment: environment) }
}

/// The queues of the demo.
enum DemoQueue {
    /// Jobs that somebody waits for at a terminal.
    static let foreground = "foreground"
    static let background = JobOptions.defaultQueue
    static let all = [foreground, background]
}

/// A job that somebody waits for at a terminal.
struct FoundJob<J: Job>: Sendable {
    var handle: JobHandle<J>
    var queue: String
    /// The job as it was found; `nil` for a new one.
    var earlier: JobRecord?
}
