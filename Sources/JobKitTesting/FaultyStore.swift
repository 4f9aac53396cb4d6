import Foundation
import JobKit
import Synchronization

/// A store that fails on request: before a call reaches the store behind it, or after, so that the work is done and the reply is lost.
public final class FaultyStore: JobStore {
    /// The point at which a call fails.
    public enum Fault: Sendable, Hashable {
        /// The call does not reach the store behind.
        case before(JobStoreError)
        /// The store behind does the work; the caller gets no reply.
        case after(JobStoreError)

        /// The database is out of reach.
        public static let outage = Fault.before(
            JobStoreError(.unavailable, subject: "reach the store", cause: "a fault was asked for", remedy: "Try again."))
        /// The reply is lost after the commit.
        public static let lostReply = Fault.after(
            JobStoreError(.unavailable, subject: "read the reply", cause: "a fault was asked for", remedy: "Try again."))
    }

    /// The operations that can fail.
    public enum Verb: String, Sendable, Hashable, CaseIterable {
        /// Named as in `JobStore`; `jobs` stands for the reading of single jobs and for the listing. `signals` and `close` never fail.
        case prepare, enqueue, claim, apply, renew, stepResults, jobs, counts, overdue, prune, setPaused, announce, overview
    }

    /// A plan's view of a call.
    public struct Call: Sendable {
        /// The operation that was called.
        public var verb: Verb
        /// The number of the call among those of its verb, from 1, since the plan was set.
        public var number: Int
        /// The drafts of an `enqueue`; empty for every other verb.
        public var drafts: [JobDraft] = []
        /// The changes of an `apply`; empty for every other verb.
        public var changes: [JobChange] = []
    }

    /// Decides for every call whether, and where, it fails. The call waits for the answer, so a plan can also delay calls.
    public typealias Plan = @Sendable (Call) async -> Fault?

    /// A type of its own, and no tuple: a function that is read from a tuple behind a lock is wrapped once more at each read, without end.
    private struct State {
        var plan: Plan
        var calls: [Verb: Int] = [:]
    }

    private let base: any JobStore
    private let state: Mutex<State>

    /// Passes every call on until a plan says otherwise.
    public init(_ base: any JobStore, plan: @escaping Plan = { _ in nil }) {
        self.base = base
        state = Mutex(State(plan: plan))
    }

    /// Uses another plan from now on; the counting starts at 1 again.
    public func follow(_ plan: @escaping Plan) {
        state.withLock { $0 = State(plan: plan) }
    }

    /// The number of a verb's calls since the plan was set.
    public func calls(of verb: Verb) -> Int {
        state.withLock { $0.calls[verb, default: 0] }
    }

    private func perform<Result>(
        _ verb: Verb, drafts: [JobDraft] = [], changes: [JobChange] = [], _ body: () async throws -> Result
    ) async throws -> Result {
        let (plan, number) = state.withLock { state in
            state.calls[verb, default: 0] += 1
            return (state.plan, state.calls[verb, default: 0])
        }
        let fault = await plan(Call(verb: verb, number: number, drafts: drafts, changes: changes))
        if case .before(let error) = fault { throw error }
        let result = try await body()
        if case .after(let error) = fault { throw error }
        return result
    }

    public var features: Set<StoreFeature> { base.features }

    public func prepare() async throws {
        try await perform(.prepare) { try await base.prepare() }
    }

    public func enqueue(_ request: EnqueueRequest) async throws -> [EnqueueResult] {
        try await perform(.enqueue, drafts: request.drafts) { try await base.enqueue(request) }
    }

    public func claim(_ request: ClaimRequest) async throws -> Claim {
        try await perform(.claim) { try await base.claim(request) }
    }

    public func apply(_ request: ApplyRequest) async throws -> [ApplyResult] {
        try await perform(.apply, changes: request.changes) { try await base.apply(request) }
    }

    public func renew(_ claims: [HeldClaim], for duration: Duration) async throws -> [RenewResult] {
        try await perform(.renew) { try await base.renew(claims, for: duration) }
    }

    public func stepResults(_ request: StepsRequest) async throws -> [String: Data] {
        try await perform(.stepResults) { try await base.stepResults(request) }
    }

    public func jobs(_ request: JobsRequest) async throws -> [JobRecord] {
        try await perform(.jobs) { try await base.jobs(request) }
    }

    public func jobs(matching query: JobQuery, page: PageRequest) async throws -> JobPage {
        try await perform(.jobs) { try await base.jobs(matching: query, page: page) }
    }

    public func counts() async throws -> [JobCount] {
        try await perform(.counts) { try await base.counts() }
    }

    public func overdue(_ request: OverdueRequest) async throws -> Overdue {
        try await perform(.overdue) { try await base.overdue(request) }
    }

    public func prune(_ retention: Retention, limit: Int) async throws -> Int {
        try await perform(.prune) { try await base.prune(retention, limit: limit) }
    }

    public func setPaused(_ paused: Bool, queue: String) async throws {
        try await perform(.setPaused) { try await base.setPaused(paused, queue: queue) }
    }

    public func announce(_ worker: WorkerInfo, leaving: Bool) async throws {
        try await perform(.announce) { try await base.announce(worker, leaving: leaving) }
    }

    public func overview() async throws -> StoreOverview {
        try await perform(.overview) { try await base.overview() }
    }

    public func signals() -> AsyncStream<Void> { base.signals() }

    public func close() async { await base.close() }
}
