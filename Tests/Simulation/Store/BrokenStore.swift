import Foundation
@_spi(Stores) import JobKit
import Synchronization

/// A store with one bug.
final class BrokenStore: JobStore {
    private let base: any JobStore
    private let breakage: Breakage
    private let state = Mutex((calls: 0, lastClaimed: [ClaimedJob]()))

    init(_ base: any JobStore, _ breakage: Breakage) {
        self.base = base
        self.breakage = breakage
    }

    /// True for every third call, if the store has this bug.
    private func strikes(_ breakage: Breakage) -> Bool {
        guard self.breakage == breakage else { return false }
        return state.withLock { state in
            state.calls += 1
            return state.calls.isMultiple(of: 3)
        }
    }

    var features: Set<StoreFeature> { base.features }

    func prepare() async throws { try await base.prepare() }

    func enqueue(_ request: EnqueueRequest) async throws -> [EnqueueResult] {
        let drafts = request.drafts
        if strikes(.lostEnqueue) { return drafts.map { .enqueued($0.id) } }
        return try await base.enqueue(
            drafts.map { draft in
                var draft = draft
                if breakage == .early { draft.due = .now }
                if breakage == .deadline { draft.deadline = nil }
                return draft
            })
    }

    func claim(_ request: ClaimRequest) async throws -> Claim {
        var claim = try await base.claim(request)
        if breakage == .order { claim.jobs.reverse() }
        if breakage == .doubleClaim {
            let (own, earlier) = (claim.jobs, state.withLock { $0.lastClaimed })
            if claim.jobs.count < request.limit, var job = earlier.first, !own.contains(where: { $0.id == job.id }) {
                job.lease = Lease(token: claim.token, place: own.count)
                claim.jobs.append(job)
            }
            state.withLock { $0.lastClaimed = own }
        }
        return claim
    }

    func apply(_ request: ApplyRequest) async throws -> [ApplyResult] {
        if strikes(.silence) { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
        var results: [ApplyResult] = []
        for change in request.changes { results.append(try await apply(change)) }
        return results
    }

    private func apply(_ change: JobChange) async throws -> ApplyResult {
        var change = change
        switch (breakage, change.effect, change.expecting) {
        case (.fence, _, .leased):
            guard let claim = try await base.jobs([change.id]).first?.claim else { break }
            change.expecting = .leased(claim.lease, cancelRequested: true)
        case (.attemptCounting, .wait(let due, let attempt, let deadline, let quarantine), _) where change.failure != nil:
            change.effect = .wait(due: due, attempt: max(0, attempt - 1), deadline: deadline, quarantine: quarantine)
        case (.lostStep, .saveStep, _), (.lostReport, .report, _): return .applied
        case (.output, .finish(.completed, let output), _): change.effect = .finish(.completed, output: output.map { Data($0.reversed()) })
        default: break
        }
        let result = try await base.apply([change])[0]
        if breakage == .lateOutcome, result == .superseded, case .leased = change.expecting { return .applied }
        return result
    }

    func renew(_ claims: [HeldClaim], for duration: Duration) async throws -> [RenewResult] {
        let results = try await base.renew(claims, for: duration)
        guard breakage == .renewal else { return results }
        let now = try await base.overview().now
        return zip(claims, results).map { held, result in
            result == .lost ? .renewed(until: now.advanced(by: duration), open: held.places, cancelRequested: []) : result
        }
    }

    func stepResults(_ request: StepsRequest) async throws -> [String: Data] { try await base.stepResults(request) }

    func jobs(_ request: JobsRequest) async throws -> [JobRecord] { try await base.jobs(request) }

    func jobs(matching query: JobQuery, page: PageRequest) async throws -> JobPage { try await base.jobs(matching: query, page: page) }

    func counts() async throws -> [JobCount] { try await base.counts() }

    func overdue(_ request: OverdueRequest) async throws -> Overdue {
        var overdue = try await base.overdue(request)
        if breakage == .noRescue { overdue.lapsed = [] }
        return overdue
    }

    func prune(_ retention: Retention, limit: Int) async throws -> Int {
        try await base.prune(
            breakage == .prune ? Retention(completed: .zero, failed: .zero, cancelled: .zero, expired: .zero) : retention, limit: limit)
    }

    func setPaused(_ paused: Bool, queue: String) async throws {
        try await base.setPaused(paused && breakage != .pause, queue: queue)
    }

    func announce(_ worker: WorkerInfo, leaving: Bool) async throws { try await base.announce(worker, leaving: leaving) }

    func overview() async throws -> StoreOverview { try await base.overview() }

    func signals() -> AsyncStream<Void> { base.signals() }

    func close() async { await base.close() }
}
