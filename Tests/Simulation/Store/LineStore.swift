import Foundation
import JobKit
import JobKitTesting

/// The line between a simulated process and the store: calls and replies take time, and stop while the process is stopped.
final class LineStore: JobStore {
    private let base: any JobStore
    private let gate: Gate
    private let delays: LineDelays

    init(_ base: any JobStore, gate: Gate, delays: LineDelays) {
        self.base = base
        self.gate = gate
        self.delays = delays
    }

    private func perform<Value>(_ verb: FaultyStore.Verb, _ body: () async throws -> Value) async throws -> Value {
        try await cross(verb)
        do {
            let value = try await body()
            try await cross(verb)
            return value
        } catch {
            try await cross(verb)
            throw error
        }
    }

    private func cross(_ verb: FaultyStore.Verb) async throws {
        await delays.pass()
        await gate.pass()
        if gate.phase == .dismantled { throw JobStoreError.closed("\(verb) in a process that has ended") }
    }

    var features: Set<StoreFeature> { base.features }

    func prepare() async throws { try await perform(.prepare) { try await base.prepare() } }

    func enqueue(_ request: EnqueueRequest) async throws -> [EnqueueResult] {
        try await perform(.enqueue) { try await base.enqueue(request) }
    }

    func claim(_ request: ClaimRequest) async throws -> Claim { try await perform(.claim) { try await base.claim(request) } }

    func apply(_ request: ApplyRequest) async throws -> [ApplyResult] { try await perform(.apply) { try await base.apply(request) } }

    func renew(_ claims: [HeldClaim], for duration: Duration) async throws -> [RenewResult] {
        try await perform(.renew) { try await base.renew(claims, for: duration) }
    }

    func stepResults(_ request: StepsRequest) async throws -> [String: Data] {
        try await perform(.stepResults) { try await base.stepResults(request) }
    }

    func jobs(_ request: JobsRequest) async throws -> [JobRecord] { try await perform(.jobs) { try await base.jobs(request) } }

    func jobs(matching query: JobQuery, page: PageRequest) async throws -> JobPage {
        try await perform(.jobs) { try await base.jobs(matching: query, page: page) }
    }

    func counts() async throws -> [JobCount] { try await perform(.counts) { try await base.counts() } }

    func overdue(_ request: OverdueRequest) async throws -> Overdue { try await perform(.overdue) { try await base.overdue(request) } }

    func prune(_ retention: Retention, limit: Int) async throws -> Int {
        try await perform(.prune) { try await base.prune(retention, limit: limit) }
    }

    func setPaused(_ paused: Bool, queue: String) async throws {
        try await perform(.setPaused) { try await base.setPaused(paused, queue: queue) }
    }

    func announce(_ worker: WorkerInfo, leaving: Bool) async throws {
        try await perform(.announce) { try await base.announce(worker, leaving: leaving) }
    }

    func overview() async throws -> StoreOverview { try await perform(.overview) { try await base.overview() } }

    func signals() -> AsyncStream<Void> { base.signals() }

    func close() async { await base.close() }
}
