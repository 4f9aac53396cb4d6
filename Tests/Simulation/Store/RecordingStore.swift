import Foundation
import JobKit

/// Wraps the store and reports calls and answers to the checker, in the order in which the store carried them out.
///
/// The store behind never suspends, so that no other call can come between the work and its recording.
final class RecordingStore: JobStore {
    private let base: any JobStore
    private let checker: Checker
    private let process: Int
    private let now: @Sendable () -> Timestamp

    init(_ base: any JobStore, checker: Checker, process: Int, now: @escaping @Sendable () -> Timestamp) {
        self.base = base
        self.checker = checker
        self.process = process
        self.now = now
    }

    var features: Set<StoreFeature> { base.features }

    func prepare() async throws { try await base.prepare() }

    func enqueue(_ request: EnqueueRequest) async throws -> [EnqueueResult] {
        let results = try await base.enqueue(request)
        checker { $0.enqueued(request.drafts, results, now: now()) }
        return results
    }

    func claim(_ request: ClaimRequest) async throws -> Claim {
        let claim = try await base.claim(request)
        checker { $0.claimed(request, claim, process: process, now: now()) }
        return claim
    }

    func apply(_ request: ApplyRequest) async throws -> [ApplyResult] {
        let results = try await base.apply(request)
        checker { $0.applied(request.changes, results, process: process, now: now()) }
        return results
    }

    func renew(_ claims: [HeldClaim], for duration: Duration) async throws -> [RenewResult] {
        let results = try await base.renew(claims, for: duration)
        checker { $0.renewed(claims, for: duration, results, now: now()) }
        return results
    }

    func stepResults(_ request: StepsRequest) async throws -> [String: Data] { try await base.stepResults(request) }

    func jobs(_ request: JobsRequest) async throws -> [JobRecord] { try await base.jobs(request) }

    func jobs(matching query: JobQuery, page: PageRequest) async throws -> JobPage { try await base.jobs(matching: query, page: page) }

    func counts() async throws -> [JobCount] { try await base.counts() }

    func overdue(_ request: OverdueRequest) async throws -> Overdue { try await base.overdue(request) }

    func prune(_ retention: Retention, limit: Int) async throws -> Int {
        let count = try await base.prune(retention, limit: limit)
        guard count > 0 else { return 0 }
        let left = try await base.jobs(checker { $0.finishedIDs })
        checker { $0.pruned(count, left: Set(left.map(\.id)), retention: retention, now: now()) }
        return count
    }

    func setPaused(_ paused: Bool, queue: String) async throws {
        try await base.setPaused(paused, queue: queue)
        checker { $0.paused(paused, queue: queue, now: now()) }
    }

    func announce(_ worker: WorkerInfo, leaving: Bool) async throws { try await base.announce(worker, leaving: leaving) }

    func overview() async throws -> StoreOverview {
        let overview = try await base.overview()
        checker { $0.looked(now: now()) }
        return overview
    }

    func signals() -> AsyncStream<Void> { base.signals() }

    func close() async { await base.close() }
}
