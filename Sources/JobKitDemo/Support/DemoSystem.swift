import Foundation
import JobKit
import Logging

/// A store, a queue on it, and where clones live.
struct DemoSystem: Sendable {
    let address: StoreAddress
    let services: JobServices
    let store: any JobStore
    let queue: JobQueue
    let workspace: Workspace

    /// Opens the store and creates what it lacks.
    ///
    /// - Parameter logLevel: what is logged without `--verbose`; a command that shows its job's failure itself logs none.
    static func open(_ options: StoreOptions, logLevel: Logger.Level = .critical) async throws -> DemoSystem {
        // A git that ends before it has read its input must be an error of that step, not the end of this process.
        signal(SIGPIPE, SIG_IGN)
        var logger = Logger(label: "jobkit-demo") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = options.verbose ? .info : logLevel
        let services = JobServices(logger: logger)
        let store = try options.store.open(services)
        try await store.prepare()
        return DemoSystem(
            address: options.store, services: services, store: store, queue: JobQueue(store: store, services: services),
            workspace: options.store.workspace)
    }

    /// What summarizes repositories; `addRefreshes` adds the other pipeline.
    func handlers(pauseAt: SummarizeRepository.Stage? = nil, model: SummaryClient?) -> JobHandlers {
        var handlers = JobHandlers()
        let pipeline = SummarizePipeline(
            workspace: workspace, model: model, credentials: HostCredentials(environment: ProcessInfo.processInfo.environment),
            pauseAt: pauseAt)
        handlers.add(SummarizeRepository.self) { job, context in try await pipeline.run(job, context) }
        return handlers
    }

    func worker(_ handlers: JobHandlers, queues: [String], concurrency: Int, gracePeriod: Duration) -> Worker {
        // Short leases: after a crash the next run should not wait long for the lease of the one that died.
        Worker(
            store: store, handlers: handlers,
            configuration: WorkerConfiguration(
                queues: queues, concurrency: concurrency, lease: .seconds(3), pollInterval: .milliseconds(500),
                sweepInterval: .seconds(1), gracePeriod: gracePeriod),
            services: services)
    }

    /// Removes clones of jobs that have ended or are gone.
    func removeLeftovers() async throws {
        try await workspace.removeLeftovers { id in
            guard let job = try await queue.job(id) else { return false }
            return !job.state.isFinished
        }
    }
}

/// The queues of the demo.
enum DemoQueue {
    /// Jobs that somebody waits for at a terminal.
    static let foreground = "foreground"
    static let background = JobOptions.defaultQueue
    static let all = [foreground, background]
}
