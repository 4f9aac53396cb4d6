import Foundation
import JobKit
import JobKitTesting
import Synchronization

/// A store whose server's clock shows what a manual clock shows: it is set before each verb. The clock is a sequence, which no snapshot holds back.
final class ClockedStore: JobStore {
    private let base: any JobStore
    private let workspace: Workspace
    private let environment: JobEnvironment
    private let shown = Mutex<Timestamp?>(nil)

    init(_ base: any JobStore, _ workspace: Workspace, _ environment: JobEnvironment) {
        self.base = base
        self.workspace = workspace
        self.environment = environment
    }

    func prepare() async throws {
        try await base.prepare()
        try await workspace.script(
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
        try await workspace.script("SELECT setval('{jobkit}.test_clock', \(now.microseconds))")
        shown.withLock { $0 = now }
    }

    private func clocked() async throws -> any JobStore {
        try? await setClock()
        return base
    }

    func enqueue(_ drafts: [JobDraft]) async throws -> [EnqueueResult] { try await clocked().enqueue(drafts) }
    func claim(_ request: ClaimRequest) async throws -> Claim { try await clocked().claim(request) }
    func apply(_ changes: [JobChange]) async throws -> [ApplyResult] { try await clocked().apply(changes) }
    func renew(_ tokens: [ClaimToken], for duration: Duration) async throws -> [RenewResult] {
        try await clocked().renew(tokens, for: duration)
    }
    func stepResults(of id: JobID) async throws -> [String: Data] { try await clocked().stepResults(of: id) }
    func jobs(_ ids: [JobID]) async throws -> [JobRecord] { try await clocked().jobs(ids) }
    func jobs(matching query: JobQuery, page: PageRequest) async throws -> JobPage { try await clocked().jobs(matching: query, page: page) }
    func counts() async throws -> [JobCount] { try await clocked().counts() }
    func overdue(limit: Int) async throws -> [JobRecord] { try await clocked().overdue(limit: limit) }
    func prune(_ retention: Retention, limit: Int) async throws -> Int { try await clocked().prune(retention, limit: limit) }
    func setPaused(_ paused: Bool, queue: String) async throws { try await clocked().setPaused(paused, queue: queue) }
    func announce(_ worker: WorkerInfo, leaving: Bool) async throws { try await clocked().announce(worker, leaving: leaving) }
    func overview() async throws -> StoreOverview { try await clocked().overview() }
    func signals() -> AsyncStream<Void> { base.signals() }
    func close() async { await base.close() }
}
