import JobKit
import JobKitPostgres
import Testing

/// What README, the guide to deploys and the page on scaling show of PostgreSQL.
@Suite("Guides on PostgreSQL")
struct StoreTests {
    @Test("A store is made of a connection string, and touches nothing")
    func store() throws {
        let store = try PostgresJobStore(connection: "postgres://app@db.internal/app")
        #expect(store.features.contains(.followUps))
    }

    @Test("A deployment migrates, and the service only looks whether it has")
    func migrates() async throws {
        let workspace = try Workspace()
        let connection = workspace.connection
        // The page names a file or a schema of its own; the test has another.
        // swift-format-ignore: AlwaysUseLowerCamelCase
        func PostgresJobStore(connection: String, options: PostgresJobStoreOptions) throws -> JobKitPostgres.PostgresJobStore {
            try .init(connection: connection, schema: workspace.schema, options: options)
        }
        let deployment = try await workspace.prepared()
        await deployment.close()

        var options = PostgresJobStoreOptions()
        options.migrates = false
        let store = try PostgresJobStore(connection: connection, options: options)
        try await store.prepare()

        #expect(try await store.counts().isEmpty)
        await store.close()
        try await workspace.remove()
    }

    private struct UnknownQueue: Error { var name: String }

    @Test("A queue lives on one server, and the service knows on which")
    func severalServers() throws {
        let (mailServer, reportServer) = ("postgres://app@mail.internal/app", "postgres://app@reports.internal/app")

        let stores = ["mail": try PostgresJobStore(connection: mailServer), "reports": try PostgresJobStore(connection: reportServer)]
        func queue(_ name: String) throws -> JobQueue {
            guard let store = stores[name] else { throw UnknownQueue(name: name) }
            return JobQueue(store: store)
        }

        #expect(try queue("mail").store is PostgresJobStore)
        #expect(throws: UnknownQueue.self) { _ = try queue("letters") }
    }
}
