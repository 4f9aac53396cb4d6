import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

@Suite("The store on a PostgreSQL server")
struct PostgresStoreConformanceTests {
    static let subject = ConformanceSubject("PostgreSQL") { environment in
        let workspace = try Workspace()
        let open = { @Sendable in ClockedStore(try workspace.store(), environment, script: workspace.script) }
        return ConformanceSubject.Instance(try open(), reopen: { try open() }) { try await workspace.remove() }
    }

    @Test("does as the suite says:", arguments: StoreConformance.all)
    func conforms(to item: ConformanceCase) async {
        let result = await StoreConformance.run(item, on: Self.subject)
        if case .skipped = result.outcome, [.outage, .prune, .queues].contains(result.topic) { return }
        #expect(result.outcome == .passed)
    }

    #if os(Linux)
        static let cutOff = ConformanceSubject("PostgreSQL, cut off") { environment in
            let workspace = try Workspace()
            let proxy = try Proxy(.network)
            let store = try PostgresJobStore(connection: "\(workspace.connection) \(proxy.settings)", schema: workspace.schema)
            var instance = ConformanceSubject.Instance(ClockedStore(store, environment, script: workspace.script)) {
                proxy.close()
                try await workspace.remove()
            }
            instance.breakConnection = {
                proxy.refuse(true)
                proxy.cutAll()
                return { proxy.refuse(false) }
            }
            return instance
        }

        @Test("does as the suite says while its server is out of reach:", arguments: StoreConformance.all.filter { $0.topic == .outage })
        func isUnavailable(in item: ConformanceCase) async {
            #expect(await StoreConformance.run(item, on: Self.cutOff).outcome == .passed)
        }
    #endif
}
