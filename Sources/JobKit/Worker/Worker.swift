import Foundation
import HeapModule
import Logging
import ServiceLifecycle

/// The consumer's entrance: claims jobs of the kinds that it handles, runs them, and settles their outcomes.
///
///     let worker = Worker(store: store, handlers: handlers)
///     try await ServiceGroup(services: [worker], gracefulShutdownSignals: [.sigterm], logger: logger).run()
///
/// Runs until graceful shutdown or until its task is cancelled. On graceful shutdown it stops claiming, lets handlers finish for the grace
/// period, then cancels them and gives their jobs back without counting the attempt. While the database is out of reach, the worker waits
/// and does not end.
public actor Worker: Service {
    /// The worker's name in claims, error histories and logs.
    public nonisolated let id: String
    /// The configuration with which the worker was made.
    public nonisolated let configuration: WorkerConfiguration
    /// Clock, codec, limits, logger, metrics and tracer; handlers log through it.
    public nonisolated let services: JobServices

    let store: any JobStore
    let kinds: [String]
    let kindDefaults: [KindDefaults]
    let metrics: WorkerMetrics
    let changes = ChangeBuffer()
    let runner: AttemptRunner
    let outcomes: OutcomeWriter

    var slots: WorkerSlots
    /// Attempts that have a slot, until their outcome is stored or refused.
    var attempts: [Lease: RunningAttempt] = [:]
    /// Jobs that were given back before they started, until that is stored; and the time at which each was given back.
    var returning: [Lease: Duration] = [:]
    var timers = Heap<AttemptTimer>()
    var isReleaseTimed = false
    /// The token of the claim under way, or of one whose answer was lost: the store may hold jobs under it that this worker does not know
    /// yet.
    var claiming: ClaimToken?
    var reach: StoreReach
    /// The store's time of this worker's last announcement.
    var seenAt: Timestamp?
    /// Why the worker cannot go on.
    var failure: JobStoreError?

    let stop = StopRequest()
    let claimWakeup = Wakeup()
    let timerWakeup = Wakeup()
    let sweepWakeup = Wakeup()
    let idleWakeup = Wakeup()
    let parked: ParkedHandlers
    private var hasRun = false

    /// Does not touch the store before `run()`. Where the configuration names no id, one is made here from host, process and a random
    /// number.
    public init(
        store: any JobStore, handlers: JobHandlers, configuration: WorkerConfiguration = WorkerConfiguration(),
        services: JobServices = JobServices()
    ) {
        let configuration = configuration.corrected
        let id = configuration.id ?? Self.makeID(services.environment)
        let kinds = handlers.kinds
        kindDefaults = handlers.defaults
        let metrics = WorkerMetrics(kinds: kinds, worker: configuration.id, factory: services.metrics)
        self.id = id
        self.configuration = configuration
        self.services = services
        self.store = store
        self.kinds = kinds
        self.metrics = metrics
        slots = WorkerSlots(concurrency: configuration.concurrency)
        reach = StoreReach(configuration, start: services.environment.uptime())
        let (most, overflow) = configuration.concurrency.multipliedReportingOverflow(by: Self.parkedPerSlot)
        parked = ParkedHandlers(limit: overflow ? .max : most, wakeup: claimWakeup)
        runner = AttemptRunner(
            store: store, handlers: handlers, services: services, metrics: metrics, changes: changes, worker: id, parked: parked)
        outcomes = OutcomeWriter(store: store, services: services, metrics: metrics, worker: id)
    }

    /// Works until it is told to stop. Call it once.
    ///
    /// - Throws: `JobStoreError` when the store cannot be prepared for a reason that does not pass with time, or was closed while the
    ///   worker ran.
    public func run() async throws {
        precondition(!hasRun, "A Worker runs once; make another one.")
        hasRun = true
        // All work runs in a task of its own: cancelling the caller must not interrupt the settling of finished attempts.
        let work = Task.detached(priority: .high) { try await self.work() }
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await work.value
            } onGracefulShutdown: {
                self.stop.request(.gracefully)
            }
        } onCancel: {
            self.stop.request(.atOnce)
        }
    }

    private func work() async throws {
        reach = StoreReach(configuration, start: services.environment.uptime())
        guard try await prepare() else { return }
        services.logger.info(
            "Worker started",
            metadata: [
                LogKeys.worker: "\(id)", "queues": "\(configuration.queues.joined(separator: ","))",
                "kinds": "\(kinds.joined(separator: ","))", "concurrency": "\(configuration.concurrency)",
            ])
        // Before the first claim: jobs that are enqueued after that claim must not wait for the next poll.
        let signals = store.signals()
        let settling = Self.loop { await self.settleLoop() }
        let loops = [
            Self.loop { await self.claimLoop() }, Self.loop { await self.renewLoop() }, Self.loop { await self.sweepLoop() },
            Self.loop { await self.timerLoop() }, Self.loop { await self.listen(to: signals) },
        ]
        await stop.wait()
        let end = await drain()
        for loop in loops { loop.cancel() }
        for loop in loops { await loop.value }
        await giveBackUnanswered(within: min(Self.unansweredLimit, max(.zero, end - services.environment.uptime())))
        changes.close()
        await finish(settling, until: end)
        if failure == nil { await leave() }
        services.logger.info("Worker stopped", metadata: [LogKeys.worker: "\(id)"])
        if let failure { throw failure }
    }

    /// At high priority, ahead of handlers: Swift keeps separate threads for each priority, so that handlers which keep theirs busy delay
    /// no renewal.
    private static func loop(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task.detached(priority: .high) { await body() }
    }

    func noteAnswer() { reach.answered(at: services.environment.uptime()) }

    /// False when the worker was stopped before the store could be reached.
    private func prepare() async throws -> Bool {
        var backoff = Backoff()
        while !stop.isRequested {
            do {
                try await store.prepare()
                noteAnswer()
                return true
            } catch let error as JobStoreError where error.isTransient {
                log(error, verb: "prepare", retrying: true)
                await stop.wait(atMost: backoff.next(services.environment), environment: services.environment)
            }
        }
        return false
    }

    var info: WorkerInfo {
        WorkerInfo(id: id, queues: configuration.queues, kinds: kinds, concurrency: configuration.concurrency)
    }

    /// How long a stop waits for the answer to a repeated claim, when the first answer was lost.
    private static var unansweredLimit: Duration { .seconds(1) }

    /// How many handlers for each slot may wait for other jobs with their slots given up.
    private static var parkedPerSlot: Int { 10 }

    /// Gives jobs back at once, also when the worker is already stopping gracefully and waits for handlers: call it on a second Ctrl-C.
    /// Handlers are cancelled, and have `WorkerConfiguration.cancellationGrace` to end. `run()` returns then.
    public nonisolated func stopAtOnce() { stop.request(.atOnce) }

    /// Logs the store's error. A closed store is final: the worker stops, and `run()` throws the error.
    func log(_ error: any Error, verb: String, retrying: Bool) {
        if let error = error as? JobStoreError, error.code == .closed, !stop.isRequested {
            failure = error
            stop.request(.atOnce)
        }
        metrics.storeFailed(error, verb: verb, retrying: retrying, worker: id, services.logger)
    }

    private static func makeID(_ environment: JobEnvironment) -> String {
        let host = ProcessInfo.processInfo.hostName.prefix(64)
        return "\(host):\(ProcessInfo.processInfo.processIdentifier):\(hexadecimal(environment.random()).prefix(8))"
    }
}
