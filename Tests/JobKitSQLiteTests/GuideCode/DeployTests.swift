import JobKit
import JobKitSQLite
import Testing

/// What the guide to deploys shows of SQLite.
@Suite("The guide to deploys on SQLite")
struct DeployTests {
    @Test("A deployment migrates, and the service only looks whether it has")
    func migrates() async throws {
        let workspace = try Workspace()
        let path = workspace.path
        let deployment = SQLiteJobStore(path: path)
        try await deployment.prepare()
        await deployment.close()

        var options = SQLiteJobStoreOptions()
        options.migrates = false
        let store = SQLiteJobStore(path: path, options: options)
        try await store.prepare()

        #expect(try await store.counts().isEmpty)
        await store.close()
    }
}
