import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

@Suite("The store on a PostgreSQL server")
struct PostgresStoreConformanceTests {
    static let subject = ConformanceSubject("PostgreSQL", followsWallClock: false) { environment in
        let workspace = try Workspace()
        let open = { @Sendable in ClockedStore(try workspace.store(), environment, script: workspace.script) }
        return ConformanceSubject.Instance(try open(), reopen: { try open() }) { try await workspace.remove() }
    }

    @Test("does as the suite says:", arguments: StoreConformance.all)
    func conforms(to item: ConformanceCase) async {
        let outcome = await StoreConformance.run(item, on: Self.subject).outcome
        if case .skipped = outcome, item.topic == .prune || item.topic == .queues { return }
        #expect(outcome == .passed)
    }
}
