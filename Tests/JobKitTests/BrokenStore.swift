import Foundation
@_spi(Stores) import JobKit
import JobKitTesting
import Synchronization

/// The store in memory with one bug or none, and a record of the states, answers and histories that it has reached.
final class BrokenStore: JobStore {
    enum Bug: CaseIterable {
        /// A change under any lease is accepted as the holder's.
        case noFence
        /// Of the requested tags only the first counts.
        case secondTagForgotten
        /// A renewal is answered, and nothing is written.
        case renewalNotWritten
        /// A rescue checks the lease alone, and not the time until which it is valid.
        case rescueIgnoresRenewal
        /// A request to cancel that came in between is ignored.
        case requestToCancelOverlooked
        /// A claim that is repeated with its token takes more.
        case repeatedClaimTakesMore
        /// Finished jobs are removed at the moment in which their time is up, not after it.
        case prunedAMomentEarly
        /// A resumed queue stays paused.
        case neverResumed
    }

    struct Seen: Sendable {
        var states: Set<JobState> = []
        var answers: Set<ApplyResult> = []
        var longestHistory = 0
    }

    /// A permitted difference between a store and the reference.
    enum Freedom {
        /// Where a limit leaves some of the overdue out, it leaves out the others.
        case overdueFromTheEnd
    }

    private let base: InMemoryJobStore
    private let freedom: Freedom?
    private let bug: Bug?
    private let onEmptyClaim: (@Sendable (any JobStore) async throws -> Void)?
    private let state = Mutex((seen: Seen(), claims: 0))

    /// - Parameter onEmptyClaim: called with the store in memory after each claim without jobs, before the caller gets the answer.
    init(
        environment: JobEnvironment, bug: Bug? = nil, freedom: Freedom? = nil,
        onEmptyClaim: (@Sendable (any JobStore) async throws -> Void)? = nil
    ) {
        self.onEmptyClaim = onEmptyClaim
        base = InMemoryJobStore(environment: environment)
        self.bug = bug
        self.freedom = freedom
    }

    var seen: Seen { state.withLock { $0.seen } }

    func claim(_ request: ClaimRequest) async throws -> Claim {
        guard bug == .repeatedClaimTakesMore else {
            let claim = try await base.claim(request)
            if claim.jobs.isEmpty { try await onEmptyClaim?(base) }
            return claim
        }
        var request = request
        let number = state.withLock { state in
            state.claims += 1
            return state.claims
        }
        let places = Array(0..<1_000)
        let held = try await base.renew([HeldClaim(token: request.token, places: places)], for: .seconds(60)) != [.lost]
        if held { request.token = ClaimToken(high: 7, low: UInt64(number)) }
        return try await base.claim(request)
    }

    func apply(_ request: ApplyRequest) async throws -> [ApplyResult] {
        var changes = request.changes
        for index in changes.indices {
            let record = try await base.jobs([changes[index].id]).first
            guard let claim = record?.claim, (try? changes[index].check()) != nil else { continue }
            switch (bug, changes[index].expecting) {
            case (.noFence, .leased(_, let knows)): changes[index].expecting = .leased(claim.lease, cancelRequested: knows)
            case (.requestToCancelOverlooked, .leased(let lease, _)): changes[index].expecting = .leased(lease, cancelRequested: true)
            case (.rescueIgnoresRenewal, .lapsed(let lease, _)): changes[index].expecting = .leased(lease, cancelRequested: false)
            default: break
            }
        }
        let results = try await base.apply(changes)
        state.withLock { $0.seen.answers.formUnion(results) }
        return results
    }

    func renew(_ claims: [HeldClaim], for duration: Duration) async throws -> [RenewResult] {
        guard bug == .renewalNotWritten else { return try await base.renew(claims, for: duration) }
        // Written by another store with the same answer.
        let jobs = try await base.jobs(matching: JobQuery(states: [.running]), page: PageRequest(limit: 1_000)).jobs
        let now = try await base.overview().now
        return claims.map { named in
            let held = jobs.filter { $0.claim?.lease.token == named.token }
            let (open, _) = named.renewal(of: held.compactMap { $0.claim?.lease.place }.sorted())
            let wanted = held.filter { $0.cancelRequestedAt != nil }.compactMap { $0.claim?.lease.place }
            return open.isEmpty
                ? .lost : .renewed(until: now.advanced(by: duration), open: open, cancelRequested: wanted.filter(open.contains))
        }
    }

    func jobs(matching query: JobQuery, page: PageRequest) async throws -> JobPage {
        var query = query
        if bug == .secondTagForgotten { query.tags = Array(query.tags.prefix(1)) }
        let found = try await base.jobs(matching: query, page: page)
        state.withLock { state in
            state.seen.states.formUnion(found.jobs.map(\.state))
            state.seen.longestHistory = max(state.seen.longestHistory, found.jobs.map(\.errors.count).max() ?? 0)
        }
        return found
    }

    func prune(_ retention: Retention, limit: Int) async throws -> Int {
        let earlier = { (keep: Duration?) in keep.map { $0 - .microseconds(1) } }
        guard bug == .prunedAMomentEarly else { return try await base.prune(retention, limit: limit) }
        let early = Retention(
            completed: earlier(retention.completed), failed: earlier(retention.failed), cancelled: earlier(retention.cancelled),
            expired: earlier(retention.expired))
        return try await base.prune(early, limit: limit)
    }

    func setPaused(_ paused: Bool, queue: String) async throws {
        if paused || bug != .neverResumed { try await base.setPaused(paused, queue: queue) }
    }

    var features: Set<StoreFeature> { base.features }
    func prepare() async throws { try await base.prepare() }
    func enqueue(_ request: EnqueueRequest) async throws -> [EnqueueResult] { try await base.enqueue(request) }
    func stepResults(_ request: StepsRequest) async throws -> [String: Data] { try await base.stepResults(request) }
    func jobs(_ request: JobsRequest) async throws -> [JobRecord] { try await base.jobs(request) }
    func counts() async throws -> [JobCount] { try await base.counts() }
    func overdue(_ request: OverdueRequest) async throws -> Overdue {
        guard freedom == .overdueFromTheEnd else { return try await base.overdue(request) }
        var overdue = try await base.overdue(OverdueRequest(lapsed: .max, expired: .max, excluding: request.excluding))
        overdue.lapsed = overdue.lapsed.suffix(max(0, request.lapsed))
        overdue.expired = overdue.expired.suffix(max(0, request.expired))
        return overdue
    }
    func announce(_ worker: WorkerInfo, leaving: Bool) async throws { try await base.announce(worker, leaving: leaving) }
    func overview() async throws -> StoreOverview { try await base.overview() }
    func signals() -> AsyncStream<Void> { base.signals() }
    func close() async { await base.close() }
}
