import Foundation
import JobKit
import Synchronization

/// A PostgreSQL store whose server's clock equals a manual clock: it is set before each operation. The clock is a sequence, whose reads
/// ignore snapshots. For JobKit's own tests.
package final class ClockedStore: JobStore {
    private let base: any JobStore
    private let environment: JobEnvironment
    private let script: @Sendable (String) async throws -> Void
    private let shown = Mutex<Timestamp?>(nil)

    /// - Parameter script: runs statements in the store's database; `{jobkit}` in them stands for its schema.
    package init(_ base: any JobStore, _ environment: JobEnvironment, script: @escaping @Sendable (String) async throws -> Void) {
        self.base = base
        self.environment = environment
        self.script = script
    }

    package var features: Set<StoreFeature> { base.features }

    package func prepare() async throws {
        try await base.prepare()
        try await script(
            """
            CREATE SEQUENCE IF NOT EXISTS {jobkit}.test_clock MINVALUE -9223372036854775807;
            CREATE OR REPLACE FUNCTION {jobkit}.clock() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT last_value FROM {jobkit}.test_clock';
            """)
        shown.withLock { $0 = nil }
        try await setClock()
    }

    private func setClock() async throws {
        let now = environment.now()
        guard shown.withLock({ $0 != now }) else { return }
        try await script("SELECT setval('{jobkit}.test_clock', \(now.microseconds))")
        shown.withLock { $0 = now }
    }

    private func clocked() async throws -> any JobStore {
        try? await setClock()
        return base
    }

    package func enqueue(_ request: EnqueueRequest) async throws -> [EnqueueResult] { try await clocked().enqueue(request) }
    package func claim(_ request: ClaimRequest) async throws -> Claim { try await clocked().claim(request) }
    package func apply(_ request: ApplyRequest) async throws -> [ApplyResult] { try await clocked().apply(request) }
    package func renew(_ claims: [HeldClaim], for duration: Duration) async throws -> [RenewResult] {
        try await clocked().renew(claims, for: duration)
    }
    package func stepResults(_ request: StepsRequest) async throws -> [String: Data] { try await clocked().stepResults(request) }
    package func jobs(_ request: JobsRequest) async throws -> [JobRecord] { try await clocked().jobs(request) }
    package func jobs(matching query: JobQuery, page: PageRequest) async throws -> JobPage {
        try await clocked().jobs(matching: query, page: page)
    }
    package func counts() async throws -> [JobCount] { try await clocked().counts() }
    package func overdue(_ request: OverdueRequest) async throws -> Overdue { try await clocked().overdue(request) }
    package func prune(_ retention: Retention, limit: Int) async throws -> Int { try await clocked().prune(retention, limit: limit) }
    package func setPaused(_ paused: Bool, queue: String) async throws { try await clocked().setPaused(paused, queue: queue) }
    package func announce(_ worker: WorkerInfo, leaving: Bool) async throws { try await clocked().announce(worker, leaving: leaving) }
    package func overview() async throws -> StoreOverview { try await clocked().overview() }
    package func signals() -> AsyncStream<Void> { base.signals() }
    package func close() async { await base.close() }
}
