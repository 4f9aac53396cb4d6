import Foundation
@_spi(Stores) import JobKit

/// A case's means: an empty store, its time, and short ways to bring jobs into a state.
public struct ConformanceContext: Sendable {
    /// Prepared; the run closes it when the case has ended.
    public internal(set) var store: any JobStore
    /// Moves the store's time; without effect on stores with a clock of their own, for which only cases run that do not move it.
    public let clock: ManualClock
    /// The other abilities of the store; `nil` in a case that is run by hand.
    let instance: ConformanceSubject.Instance?
    /// Every store of the case, for the run to close.
    let stores: OpenedStores
    /// See `ConformanceSubject.hearsOthers`.
    private(set) var hearsOthers = true
    /// See `ConformanceSubject.hasSteadyClock`.
    private(set) var hasSteadyClock = false

    /// For cases that are run without `StoreConformance.run`; the store must be prepared, and use the clock.
    public init(store: any JobStore, clock: ManualClock) {
        self.store = store
        self.clock = clock
        instance = nil
        stores = OpenedStores(store)
    }

    init(_ instance: ConformanceSubject.Instance, of subject: ConformanceSubject, clock: ManualClock) {
        store = instance.store
        hearsOthers = subject.hearsOthers
        hasSteadyClock = subject.hasSteadyClock
        self.clock = clock
        self.instance = instance
        stores = OpenedStores(instance.store)
    }

    /// The time on the store's clock.
    public func now() async throws -> Timestamp { try await store.overview().now }
}

extension ConformanceContext {
    /// The job, which must exist.
    public func job(_ id: JobID, file: String = #fileID, line: Int = #line) async throws -> JobRecord {
        try unwrap(try await store.jobs([id]).first, "job \(id)", file: file, line: line)
    }

    /// Enqueues drafts whose ids are new to the store; throws when the results are others.
    @discardableResult
    public func enqueue(_ drafts: JobDraft..., file: String = #fileID, line: Int = #line) async throws -> [JobID] {
        let results = try await store.enqueue(drafts)
        try expect(results, drafts.map { .enqueued($0.id) }, "enqueue", file: file, line: line)
        return drafts.map(\.id)
    }

    /// Claims from the fixtures' usual queue and kind unless others are given, for a minute.
    public func claim(
        _ limit: Int = 100, token n: Int = 1, worker: String = "worker.1", queues: [String] = [Fixture.queue],
        kinds: [String] = [Fixture.kind],
        lease: Duration = .seconds(60)
    ) async throws -> Claim {
        try await store.claim(
            ClaimRequest(token: Fixture.token(n), worker: worker, queues: queues, kinds: kinds, limit: limit, lease: lease))
    }

    /// Enqueues and claims one job.
    public func run(
        _ draft: JobDraft, token n: Int = 1, worker: String = "worker.1", lease: Duration = .seconds(60), file: String = #fileID,
        line: Int = #line
    ) async throws -> ClaimedJob {
        try await enqueue(draft, file: file, line: line)
        return try await claimAgain(draft, token: n, worker: worker, lease: lease, file: file, line: line)
    }

    /// Claims the one job that is due.
    public func claimAgain(
        _ draft: JobDraft, token n: Int, worker: String = "worker.1", lease: Duration = .seconds(60), file: String = #fileID,
        line: Int = #line
    ) async throws -> ClaimedJob {
        let claim = try await claim(2, token: n, worker: worker, queues: [draft.queue], kinds: [draft.kind], lease: lease)
        try expect(claim.jobs.map(\.id), [draft.id], "claim", file: file, line: line)
        return try unwrap(claim.jobs.first, "claimed job", file: file, line: line)
    }

    /// Applies one change.
    public func apply(_ change: JobChange) async throws -> ApplyResult {
        try unwrap(try await store.apply([change]).first, "answer to a change")
    }

    /// Applies the state machine's decision on an event of the claimed job.
    public func settle(
        _ job: ClaimedJob, _ event: JobEvent, cancelRequested: Bool = false, failure: JobFailure? = nil,
        retry: RetryPolicy = .fixed(.seconds(30), maxAttempts: 5)
    ) async throws -> ApplyResult {
        let transition = try Fixture.transition(
            of: job.status(cancelRequested: cancelRequested), event, now: try await now(), retry: retry)
        return try await apply(
            JobChange(
                id: job.id, expecting: .leased(job.lease, cancelRequested: cancelRequested), transition: transition,
                failure: failure ?? event.failure))
    }

    /// Applies the state machine's decision on an event of a job that no worker holds, by its record.
    public func change(
        _ id: JobID, _ event: JobEvent, expecting: JobChange.Expectation, failure: JobFailure? = nil
    ) async throws -> ApplyResult {
        let transition = try Fixture.transition(of: try await job(id).status, event, now: try await now())
        return try await apply(JobChange(id: id, expecting: expecting, transition: transition, failure: failure))
    }

    /// Takes back a lapsed lease as the sweep does, or ends a waiting job past its deadline. A job that was taken back waits out no backoff
    /// unless requested: the time of some stores cannot be moved.
    ///
    /// - Parameters:
    ///   - record: the job.
    ///   - lostTogether: the number of jobs that its worker held.
    ///   - backoff: whether a job that was taken back waits.
    public func sweep(_ record: JobRecord, lostTogether: Int = 1, backoff: Bool = false) async throws -> ApplyResult {
        guard let claim = record.claim else { return try await change(record.id, .deadlinePassed, expecting: .waiting) }
        var status = record.status
        status.lostTogether = lostTogether
        var transition = try Fixture.transition(of: status, .leaseLapsed, now: try await now())
        if !backoff, transition.due != nil { transition.due = .at(record.dueAt) }
        return try await apply(
            JobChange(
                id: record.id, expecting: .lapsed(claim.lease, until: claim.until), transition: transition,
                failure: JobFailure(type: "JobKit.LeaseLapsed", message: "the worker was not heard of")))
    }

    /// The ids of the overdue jobs: lapsed first, each kind by id.
    public func overdue(limit: Int = 10) async throws -> [JobID] {
        let overdue = try await store.overdue(OverdueRequest(limit: limit))
        return overdue.lapsed.map(\.id).sorted() + overdue.expired.map(\.id).sorted()
    }

    /// Brings a job into a finished state, with a claim for all but `expired`.
    public func finish(_ draft: JobDraft, _ state: JobState, token n: Int = 90) async throws {
        if state == .expired {
            var late = draft
            late.deadline = .at(try await now().advanced(by: .seconds(-1)))
            try await enqueue(late)
            try expect(try await change(draft.id, .deadlinePassed, expecting: .waiting), .applied, "expire")
            return
        }
        let job = try await run(draft, token: n)
        switch state {
        case .completed: try expect(try await settle(job, .succeeded(output: Data("output".utf8))), .applied, "complete")
        case .failed: try expect(try await settle(job, .failed(Fixture.fatal)), .applied, "fail")
        case .cancelled: try expect(try await settle(job, .released, cancelRequested: true), .applied, "cancel")
        case .expired, .scheduled, .pending, .running: try expectTrue(false, "\(state) is reached by way of a claim")
        }
        try expect(try await self.job(draft.id).state, state)
    }

    /// Checks the conditions that hold for every job in every store at any time.
    func checkInvariants() async throws {
        var page = PageRequest(limit: 1_000)
        let isOpen = (try? await store.overview()) != nil
        var listed: [JobCount: Int] = [:]
        while isOpen {
            let part = try await store.jobs(matching: JobQuery(), page: page)
            for job in part.jobs {
                try expect(JobInvariants.violations(of: job), [])
                listed[group(job.queue, job.kind, job.state), default: 0] += 1
            }
            guard let next = part.next else { return try await checkCounts(against: listed) }
            try expectTrue(next != page.after, "a page leads on to another")
            page.after = next
        }
    }

    private func checkCounts(against listed: [JobCount: Int]) async throws {
        var counted: [JobCount: Int] = [:]
        for count in try await store.counts() { counted[group(count.queue, count.kind, count.state), default: 0] += count.count }
        try expect(counted, listed, "the counts are those of the jobs")
    }

    /// Scheduled and pending count as one: a job may become due between the two reads.
    private func group(_ queue: String, _ kind: String, _ state: JobState) -> JobCount {
        JobCount(queue: queue, kind: kind, state: state == .scheduled ? .pending : state, count: 0)
    }
}

extension ConformanceContext {
    /// Requests the job's cancellation, as long as the lease holds it.
    public func requestCancel(_ job: ClaimedJob) async throws -> ApplyResult {
        try await underLease(of: job, .noteCancelRequest)
    }

    /// Reports progress under the job's lease.
    public func report(_ job: ClaimedJob, _ progress: JobProgress) async throws -> ApplyResult {
        try await underLease(of: job, .report(progress))
    }

    /// Stores a step's result under the job's lease.
    public func saveStep(_ job: ClaimedJob, _ name: String, _ result: Data) async throws -> ApplyResult {
        try await underLease(of: job, .saveStep(name: name, result: result))
    }

    private func underLease(of job: ClaimedJob, _ effect: JobChange.Effect) async throws -> ApplyResult {
        try await apply(JobChange(id: job.id, expecting: .leased(job.lease, cancelRequested: false), effect: effect))
    }
}
