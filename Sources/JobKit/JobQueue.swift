import Foundation

/// The producer's entrance: enqueues, follows, cancels and retries jobs, and lists them.
///
///     let queue = JobQueue(store: store)
///     let handle = try await queue.enqueue(SendWelcome(address: "ada@example.org"))
///     let output = try await handle.output
///
/// A value without state of its own worth keeping: make one per store and pass it around freely. Throws `JobError` for errors that the
/// caller can correct, and `JobStoreError` for failures of the database.
public struct JobQueue: Sendable {
    /// Where the jobs go.
    public let store: any JobStore
    /// The queue's codec, limits, clock and observers; a worker has its own.
    public let services: JobServices
    let coalescer: EnqueueCoalescer
    /// Reads the jobs that tasks wait for; shared by all copies of this queue.
    let watcher: JobWatcher
    private let metrics: QueueMetrics

    /// Does not touch the store, which must be prepared (`JobStore.prepare()`) before the first operation, here or by a worker that shares
    /// it.
    public init(store: any JobStore, services: JobServices = JobServices()) {
        self.store = store
        self.services = services
        coalescer = EnqueueCoalescer(store: store)
        watcher = JobWatcher(store: store, environment: services.environment)
        metrics = QueueMetrics(factory: services.metrics)
    }

    /// Stores a job. When this returns, the job is safe by the store's promise of durability.
    ///
    /// Calls made at the same time share a commit. When it throws `JobStoreError.unavailable`, whether the job was stored is not known:
    /// repeat the call with the same `EnqueueOptions.id` to have it once.
    ///
    ///     let receipt = try await queue.enqueue(SendReceipt(order: order.id), options: EnqueueOptions(id: order.receiptJob))
    ///     if !receipt.isNew { logger.info("The receipt was asked for before") }
    ///
    /// - Returns: the job's handle. Where `options.id` names a job of this type that the store already has, it is that job's, and `isNew`
    ///   is false.
    /// - Throws: `JobError.idTaken` where `options.id` names a job of another kind; other cases of `JobError` for a job that is not valid
    ///   for any store; `JobStoreError`.
    @discardableResult
    public func enqueue<J: Job>(_ job: J, options: EnqueueOptions = EnqueueOptions()) async throws -> JobHandle<J> {
        let result = try await send([draft(job, options: options, id: options.id ?? services.environment.makeJobID())])[0]
        return try handle(result)
    }

    /// Stores many jobs of one type in one commit: all of them or, when it throws, none. `options.id` must be `nil`, since every job has
    /// its own.
    ///
    /// - Throws: as for one job; `JobError.tooManyJobs` for more than `JobLimits.jobsPerCall`.
    @discardableResult
    public func enqueue<J: Job>(_ jobs: [J], options: EnqueueOptions = EnqueueOptions()) async throws -> [JobHandle<J>] {
        guard !jobs.isEmpty else { return [] }
        try checkCount(jobs.count)
        guard jobs.count == 1 || options.id == nil else { throw idForMany }
        return try await send(try await drafts(jobs, options: options)).map { try handle($0) }
    }

    /// Stores jobs of several types in one commit: all of them or, when it throws, none. `options.id` must be `nil`.
    ///
    ///     let (welcome, report) = try await queue.enqueue(SendWelcome(address: address), UpdateReport(month: month))
    ///
    /// - Parameters:
    ///   - first: a job.
    ///   - second: another, of any type.
    ///   - others: as many more as there are.
    ///   - options: for each of the jobs; a `nil` in it stands for the default of the job's own type.
    /// - Returns: the handles, in the order of the jobs.
    /// - Throws: as for one job.
    @discardableResult
    public func enqueue<First: Job, Second: Job, each Other: Job>(
        _ first: First, _ second: Second, _ others: repeat each Other, options: EnqueueOptions = EnqueueOptions()
    ) async throws -> (JobHandle<First>, JobHandle<Second>, repeat JobHandle<each Other>) {
        guard options.id == nil else { throw idForMany }
        var drafts = [
            try draft(first, options: options, id: services.environment.makeJobID()),
            try draft(second, options: options, id: services.environment.makeJobID()),
        ]
        for other in repeat each others { drafts.append(try draft(other, options: options, id: services.environment.makeJobID())) }
        let handles = HandleMaker(queue: self, results: try await send(drafts))
        return (try handles.next(First.self), try handles.next(Second.self), repeat try handles.next((each Other).self))
    }

    /// Stores drafts made by hand; the results are in their order.
    ///
    ///     let results = try await queue.enqueue(drafts: [JobDraft(id: environment.makeJobID(), kind: "resize", payload: bytes)])
    ///
    /// - Throws: `JobError` for a draft that is not valid for any store, and then none is stored; `JobStoreError`. An id that names a job
    ///   is no error here: the result says the kind of that job.
    @discardableResult
    public func enqueue(drafts: [JobDraft]) async throws -> [EnqueueResult] {
        guard !drafts.isEmpty else { return [] }
        try checkCount(drafts.count)
        for draft in drafts { try check(draft) }
        return try await send(drafts)
    }

    /// The draft that `enqueue` would store, for a store's own way of enqueueing, such as inside the caller's transaction. It carries the
    /// trace context of the calling task, if there is a tracer.
    public func draft<J: Job>(_ job: J, options: EnqueueOptions = EnqueueOptions()) throws(JobError) -> JobDraft {
        var draft = try draft(job, options: options, id: options.id ?? services.environment.makeJobID())
        if let tracer = services.activeTracer { draft.addTraceContext(tracer) }
        return draft
    }

    func draft<J: Job>(_ job: J, options: EnqueueOptions, id: JobID) throws(JobError) -> JobDraft {
        let defaults = J.options
        try checkTimeout(defaults.timeout, name: "JobOptions.timeout")
        let payload: Data
        do {
            payload = try services.codec.encode(job)
        } catch {
            throw JobError.payloadNotEncodable(kind: J.kind, cause: describeEncoding(error))
        }
        let draft = JobDraft(
            id: id, kind: J.kind, payload: payload, version: J.version,
            queue: options.queue ?? defaults.queue, priority: options.priority ?? defaults.priority, due: options.due,
            deadline: options.deadline ?? defaults.expiry.map { .after($0) },
            maxAttempts: options.maxAttempts ?? defaults.retry.maxAttempts,
            timeout: options.timeout, tags: options.tags)
        try check(draft)
        return draft
    }

    /// A handle for a job that was enqueued elsewhere; using it shows whether the job exists and is of that type.
    public func handle<J: Job>(for id: JobID, as type: J.Type) -> JobHandle<J> {
        JobHandle(id: id, isNew: false, queue: self)
    }

    private func check(_ draft: JobDraft) throws(JobError) {
        // Reads the clock only for drafts that need it.
        try draft.check(limits: services.limits, now: draft.deadline == nil ? nil : services.environment.now())
    }

    private func checkCount(_ count: Int) throws {
        guard count <= services.limits.jobsPerCall else { throw JobError.tooManyJobs(count: count, limit: services.limits.jobsPerCall) }
    }

    private var idForMany: JobError {
        JobError.invalidValue(name: "EnqueueOptions.id", reason: "names one job; leave it nil to enqueue several")
    }

    /// All enqueues pass through here, so that each is traced and counted.
    private func send(_ drafts: [JobDraft]) async throws -> [EnqueueResult] {
        let results =
            if let tracer = services.activeTracer {
                try await withProducerSpan(tracer, drafts: drafts) { try await coalescer.enqueue($0) }
            } else {
                try await coalescer.enqueue(drafts)
            }
        metrics.enqueued(drafts, results)
        return results
    }

    fileprivate func handle<J: Job>(_ result: EnqueueResult) throws -> JobHandle<J> {
        switch result {
        case .enqueued(let id): return JobHandle(id: id, isNew: true, queue: self)
        case .duplicate(of: let id, let kind):
            guard J.isStored(as: kind) else { throw JobError.idTaken(id, kind: kind) }
            return JobHandle(id: id, isNew: false, queue: self)
        }
    }
}

/// Assigns the results to drafts of several types, in their order.
private final class HandleMaker {
    private let queue: JobQueue
    private var results: ArraySlice<EnqueueResult>

    init(queue: JobQueue, results: [EnqueueResult]) {
        self.queue = queue
        self.results = results[...]
    }

    func next<J: Job>(_ type: J.Type) throws -> JobHandle<J> {
        guard let result = results.popFirst() else { throw inconsistent("a draft was not answered") }
        return try queue.handle(result)
    }
}

extension Job {
    /// Whether jobs of this type are stored under that kind, or were under an earlier name.
    static func isStored(as kind: String) -> Bool {
        kind == self.kind || aliases.contains(kind)
    }
}

// MARK: - Looking

extension JobQueue {
    /// The job as the store has it now, or `nil` where there is none.
    public func job(_ id: JobID) async throws -> JobRecord? {
        try await store.jobs([id]).first
    }

    /// The names of a job's steps whose results are stored, sorted.
    public func finishedSteps(of id: JobID) async throws -> [String] {
        try await store.stepResults(StepsRequest(id, detail: .names)).keys.sorted()
    }

    /// The jobs that match, newest first.
    public func jobs(matching query: JobQuery = JobQuery(), page: PageRequest = PageRequest()) async throws -> JobPage {
        try await store.jobs(matching: query, page: page)
    }

    /// How many jobs there are, by queue, kind and state.
    public func counts() async throws -> [JobCount] {
        try await store.counts()
    }

    /// Kinds of waiting jobs that no living worker handles in their queue: the jobs wait untouched until one does.
    ///
    /// - Parameter window: a worker counts as living when it was seen that recently; workers announce themselves at every sweep.
    public func unhandledKinds(window: Duration = .seconds(120)) async throws -> [String] {
        let overview = try await store.overview()
        let living = overview.workers.filter { $0.seenAt.duration(to: overview.now) <= window }
        let waiting = try await store.counts().filter(\.state.isWaiting)
        let unhandled = waiting.filter { count in
            !living.contains { $0.queues.contains(count.queue) && $0.kinds.contains(count.kind) }
        }
        return Set(unhandled.map(\.kind)).sorted()
    }

    /// Paused queues, known workers, and the time on the store's clock.
    public func overview() async throws -> StoreOverview {
        try await store.overview()
    }
}

// MARK: - Acting

extension JobQueue {
    /// Cancels a job that waits, or asks for a running one to be cancelled, which takes effect at its worker's next lease renewal.
    ///
    /// - Returns: the job afterwards. A job that has ended already is returned as it is.
    /// - Throws: `JobError.notFound`.
    @discardableResult
    public func cancel(_ id: JobID) async throws -> JobRecord {
        try await act(on: id, .cancel)
    }

    /// Makes a failed, cancelled or expired job due now with a renewed budget of attempts; priority, history and step results stay, the
    /// deadline goes.
    ///
    /// - Returns: the job afterwards. A job that waits or runs already is returned unchanged.
    /// - Throws: `JobError.notFound`; `JobError.notPossible` for a completed job.
    @discardableResult
    public func retry(_ id: JobID) async throws -> JobRecord {
        try await act(on: id, .retry)
    }

    /// A paused queue accepts jobs and hands none out; jobs that run go on.
    public func pause(queue: String) async throws {
        try checkName(queue, role: "queue")
        try await store.setPaused(true, queue: queue)
    }

    /// Ends a pause. A queue that is not paused stays unchanged.
    ///
    /// - Throws: `JobError.invalidName`, as `pause(queue:)` does.
    public func resume(queue: String) async throws {
        try checkName(queue, role: "queue")
        try await store.setPaused(false, queue: queue)
    }

    /// Reads the job, lets the state machine decide, and writes; starts over when another caller or worker changed the job in between.
    private func act(on id: JobID, _ event: JobEvent) async throws -> JobRecord {
        // Each lost round means that another caller or worker moved the job on, so a handful is plenty.
        for _ in 0..<16 {
            guard let record = try await job(id) else { throw JobError.notFound(id) }
            switch JobStateMachine.decide(record.status, event, now: services.environment.now()) {
            case .ignored: return record
            case .illegal(let reason): throw JobError.notPossible(id, reason: reason)
            case .transition(let transition):
                let change = JobChange(id: id, expecting: expectation(of: record), transition: transition)
                if try await store.apply([change])[0] == .applied, let changed = try await job(id) { return changed }
            }
        }
        throw JobError.notPossible(id, reason: "it changed sixteen times while this was tried; try again")
    }

    private func expectation(of record: JobRecord) -> JobChange.Expectation {
        if let claim = record.claim { return .leased(claim.lease, cancelRequested: record.cancelRequestedAt != nil) }
        return record.state.isFinished ? .finished(record.state) : .waiting
    }
}
