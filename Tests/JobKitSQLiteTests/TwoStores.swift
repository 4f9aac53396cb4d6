import Foundation
import JobKit
import Synchronization

/// Two stores of one file, called in turn: one changes the file while the other remembers parts of it.
final class TwoStores: JobStore {
    private let stores: [any JobStore]
    private let calls = Mutex(0)

    init(_ first: any JobStore, _ second: any JobStore) {
        stores = [first, second]
    }

    /// Not strictly in turn, so that each verb of a repeating round meets both.
    private var next: any JobStore {
        let call = calls.withLock { calls in
            calls += 1
            return calls
        }
        return stores[(call + call / 7) % 2]
    }

    var features: Set<StoreFeature> { stores[0].features }
    func prepare() async throws { for store in stores { try await store.prepare() } }
    func close() async { for store in stores { await store.close() } }

    func enqueue(_ request: EnqueueRequest) async throws -> [EnqueueResult] { try await next.enqueue(request) }
    func claim(_ request: ClaimRequest) async throws -> Claim { try await next.claim(request) }
    func apply(_ request: ApplyRequest) async throws -> [ApplyResult] { try await next.apply(request) }
    func renew(_ claims: [HeldClaim], for duration: Duration) async throws -> [RenewResult] { try await next.renew(claims, for: duration) }
    func stepResults(_ request: StepsRequest) async throws -> [String: Data] { try await next.stepResults(request) }
    func jobs(_ request: JobsRequest) async throws -> [JobRecord] { try await next.jobs(request) }
    func jobs(matching query: JobQuery, page: PageRequest) async throws -> JobPage { try await next.jobs(matching: query, page: page) }
    func counts() async throws -> [JobCount] { try await next.counts() }
    func overdue(_ request: OverdueRequest) async throws -> Overdue { try await next.overdue(request) }
    func prune(_ retention: Retention, limit: Int) async throws -> Int { try await next.prune(retention, limit: limit) }
    func setPaused(_ paused: Bool, queue: String) async throws { try await next.setPaused(paused, queue: queue) }
    func announce(_ worker: WorkerInfo, leaving: Bool) async throws { try await next.announce(worker, leaving: leaving) }
    func overview() async throws -> StoreOverview { try await next.overview() }
    func signals() -> AsyncStream<Void> { next.signals() }
}
