import Foundation
import Synchronization

/// The reference store: jobs in this process's memory, gone when it ends.
///
/// For tests, and for services whose jobs need not outlive them. It implements all that `JobStore` promises, by the clock of the given
/// environment. It needs no preparation: it works from the start, and `prepare()` only reports whether it was closed.
public final class InMemoryJobStore: ReadyLaneStore {
    private let state = Mutex(State())
    private let hub = SignalHub()
    private let clock: SteadyClock

    /// An empty store, ready for use. Its clock equals the environment's wall clock; when that is set, leases and delays keep their length.
    public init(environment: JobEnvironment = .system) {
        clock = SteadyClock(environment)
    }

    public var features: Set<StoreFeature> { [.followUps] }

    public func prepare() async throws {
        try perform("prepare the store") { _, _ in }
    }

    public func enqueue(_ request: EnqueueRequest) async throws -> [EnqueueResult] {
        let results = try perform("enqueue") { state, now in state.enqueue(request.drafts, now: now) }
        let added = results.contains { result in
            switch result {
            case .enqueued: true
            case .duplicate: false
            }
        }
        if added { hub.send() }
        return results
    }

    public func claim(_ request: ClaimRequest) async throws -> Claim {
        let claim = try perform("claim") { state, now in state.claim(request, now: now) }
        if !claim.jobs.isEmpty { hub.send() }
        return claim
    }

    public func apply(_ request: ApplyRequest) async throws -> [ApplyResult] {
        let results = try perform("apply changes") { state, now in try state.apply(request.changes, now: now) }
        if results.contains(.applied) { hub.send() }
        return results
    }

    public func renew(_ claims: [HeldClaim], for duration: Duration) async throws -> [RenewResult] {
        try perform("renew claims") { state, now in state.renew(claims, for: duration, now: now) }
    }

    public func stepResults(_ request: StepsRequest) async throws -> [String: Data] {
        try perform("read step results") { state, _ in state.stepResults(request) }
    }

    public func jobs(_ request: JobsRequest) async throws -> [JobRecord] {
        try perform("read jobs") { state, now in state.jobs(request.ids, now: now, detail: request.detail) }
    }

    public func jobs(matching query: JobQuery, page: PageRequest) async throws -> JobPage {
        try perform("list jobs") { state, now in try state.jobs(matching: query, page: page, now: now) }
    }

    public func counts() async throws -> [JobCount] {
        try perform("count jobs") { state, now in state.counts(now: now) }
    }

    public func overdue(_ request: OverdueRequest) async throws -> Overdue {
        try perform("look for overdue jobs") { state, now in state.overdue(request, now: now) }
    }

    public func prune(_ retention: Retention, limit: Int) async throws -> Int {
        let pruned = try perform("prune") { state, now in state.prune(retention, limit: limit, now: now) }
        if pruned > 0 { hub.send() }
        return pruned
    }

    public func setPaused(_ paused: Bool, queue: String) async throws {
        try perform("pause or resume a queue") { state, _ in state.setPaused(paused, queue: queue) }
        hub.send()
    }

    public func announce(_ worker: WorkerInfo, leaving: Bool) async throws {
        try perform("announce a worker") { state, now in state.announce(worker, leaving: leaving, now: now) }
    }

    public func overview() async throws -> StoreOverview {
        try perform("read the overview") { state, now in state.overview(now: now) }
    }

    public func signals() -> AsyncStream<Void> { hub.subscribe() }

    public func close() async {
        state.withLock { $0 = State(isClosed: true) }
        hub.finish()
    }

    public func readyLanes() async throws -> (lanes: [ReadyLane], now: Timestamp) {
        try perform("measure the queues") { state, now in (state.readyLanes(now: now), now) }
    }

    /// Reads the clock under the lock, so that later writes never carry an earlier time than those before them.
    private func perform<Result: Sendable>(
        _ what: String, _ verb: (inout State, Timestamp) throws -> sending Result
    ) throws -> Result {
        try state.withLock { state in
            guard !state.isClosed else { throw JobStoreError.closed("\(what) in memory") }
            if clock.isBehindStep {
                let offset = clock.wallOffset
                state.moveTimes(by: offset &- clock.offset, now: clock.now)
                clock.adopt(offset: offset)
            }
            return try verb(&state, clock.now)
        }
    }
}
