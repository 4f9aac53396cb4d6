import JobKit
import JobKitStoreTesting
import Logging
import Synchronization
import Testing

@testable import JobKitPostgres

/// Real workers, and jobs that flow to them while a test makes trouble; at the end every job that was acknowledged is accounted for.
final class Flow: Sendable {
    struct Setting: Sendable {
        /// The connections of the workers' own stores, and of the store that enqueues and reads.
        var workers: [String]
        var producer: String
        var schema = "jobkit"
        var options = PostgresJobStoreOptions()
        var worker = WorkerConfiguration(
            concurrency: 10, lease: .seconds(2), pollInterval: .milliseconds(200), sweepInterval: .milliseconds(300))
        /// Additional work of a handler.
        var body: @Sendable (Load, JobContext) async throws -> Void = { _, _ in }

        init(_ connection: String, workers: Int = 2, schema: String = "jobkit") {
            self.workers = Array(repeating: connection, count: workers)
            producer = connection
            self.schema = schema
        }
    }

    struct Load: Job {
        static let kind = "load"
        static var options: JobOptions { JobOptions(retry: .fixed(.milliseconds(100), maxAttempts: 100)) }
        var name = ""
    }

    let setting: Setting
    let log = TroubleLog()
    let ledger = Ledger()
    /// Not one of the workers'.
    let store: PostgresJobStore
    let queue: JobQueue
    private let crew = Mutex<[(store: FaultyStore, task: Task<Void, any Error>)]>([])
    private let ended = Counter()
    private let stopped = Counter()

    private init(_ setting: Setting) throws {
        self.setting = setting
        store = try PostgresJobStore(connection: setting.producer, schema: setting.schema, options: setting.options)
        queue = JobQueue(store: store, services: JobServices(logger: log.logger))
    }

    /// Prepares, starts the workers, runs `body`, and checks the outcomes of the jobs.
    static func run(_ setting: Setting, _ body: (Flow) async throws -> Void) async throws {
        let maker = try PostgresJobStore(connection: setting.producer, schema: setting.schema)
        try await maker.prepare()
        await maker.close()
        let flow = try Flow(setting)
        do {
            try await eventually {
                try await flow.store.prepare()
                return true
            }
            for connection in setting.workers { try flow.startWorker(on: connection) }
            try await body(flow)
            try await eventually { try await flow.queue.counts().allSatisfy { $0.state.isFinished } }
            #expect(flow.ended.value == flow.stopped.value, "a worker has ended by itself")
            try await flow.ledger.check(flow.store)
        } catch {
            await flow.stop()
            throw error
        }
        await flow.stop()
    }

    /// Starts one more, whose name is `worker-` and its number.
    func startWorker(on connection: String) throws {
        let index = crew.withLock { $0.count }
        let store = try PostgresJobStore(
            connection: connection, schema: setting.schema, options: setting.options, logger: log.logger)
        var handlers = JobHandlers()
        handlers.add(Load.self) { [ledger, setting] load, context in
            ledger.ran(context.job)
            try await setting.body(load, context)
        }
        var configuration = setting.worker
        configuration.id = "worker-\(index)"
        let counted = FaultyStore(store)
        let worker = Worker(
            store: counted, handlers: handlers, configuration: configuration, services: JobServices(logger: log.logger))
        let task = Task { [ended] in
            defer { ended.add() }
            try await worker.run()
        }
        crew.withLock { $0.append((counted, task)) }
    }

    /// Stops one gracefully, or all.
    func stop(worker: Int? = nil) async {
        for (index, member) in crew.withLock({ $0 }).enumerated() where worker == nil || worker == index {
            stopped.add()
            member.task.cancel()
            try? await member.task.value
            await member.store.close()
        }
        if worker == nil { await store.close() }
    }

    /// How often a worker has called a verb.
    func calls(of verb: FaultyStore.Verb, worker: Int) -> Int { crew.withLock { $0[worker].store.calls(of: verb) } }

    /// Enqueues until it is acknowledged: after a lost reply the same id is the same job.
    @discardableResult
    func put(_ load: Load = Load(), options: EnqueueOptions = EnqueueOptions()) async throws -> JobID {
        let draft = try queue.draft(load, options: options)
        try await eventually {
            _ = try await store.enqueue([draft])
            return true
        }
        ledger.acknowledge(draft.id)
        return draft.id
    }

    func waitUntilCompleted(_ id: JobID) async throws {
        try await eventually { try await queue.job(id)?.state == .completed }
    }
}
