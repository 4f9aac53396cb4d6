import JobKit
import JobKitProcesses
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

/// On servers of the tests' own: the findings concern the whole server.
@Suite("Looking for what is wrong with a server", .serialized)
struct DiagnoseServerTests {
    private func prepared(_ server: OwnServer) async throws -> PostgresJobStore {
        let store = try PostgresJobStore(connection: server.connection)
        try await store.prepare()
        return store
    }

    /// Every transaction is too old.
    private var strict: DiagnosisLimits {
        var limits = DiagnosisLimits()
        (limits.openTransaction, limits.heldTransactions) = (.zero, -1)
        return limits
    }

    @Test("Where jobs are taken and no session holds anything nothing is found; autovacuum that was switched off is")
    func clean() async throws {
        let server = try OwnServer()
        defer { server.remove() }
        let store = try await prepared(server)
        try await store.announce(
            WorkerInfo(id: "w", queues: [Fixture.queue], kinds: [Fixture.kind], concurrency: 1), leaving: false)
        _ = try await store.enqueue([Fixture.draft(1)])
        #expect(try await store.diagnose() == [])
        await store.close()

        let admin = try Connection(ConnectionSettings(server.connection))
        try admin.script("ALTER SYSTEM SET autovacuum = off")
        try admin.script("ALTER SYSTEM SET track_counts = off")
        try admin.script("SELECT pg_reload_conf()")
        // A session adopts new settings between two statements; later sessions have them from the beginning.
        while try admin.integer("SELECT current_setting('track_counts')::bool::int") == 1 {}
        let later = try await prepared(server)
        let found = try await later.diagnose()
        #expect(found.map(\.code) == ["autovacuum_off"])
        #expect(found.first?.detail.hasPrefix("autovacuum and track_counts = off:") == true)
        #expect(
            found.first?.remedy == "ALTER SYSTEM SET autovacuum = on; ALTER SYSTEM SET track_counts = on; SELECT pg_reload_conf().")
        await later.close()
    }

    @Test("What keeps dead rows is found while it does, by name: a session, a prepared transaction, a standby and its slot")
    func holders() async throws {
        let server = try OwnServer()
        defer { server.remove() }
        let admin = try Connection(ConnectionSettings(server.connection))
        try admin.script("ALTER SYSTEM SET max_prepared_transactions = 2")
        // Its transactions would be found too.
        try admin.script("ALTER SYSTEM SET autovacuum_naptime = '1d'")
        try server.stop(.fast)
        try server.start()
        let store = try await prepared(server)
        let limits = strict

        var session: Connection? = try Connection(ConnectionSettings(server.connection + " application_name=report"))
        let pid = try #require(session).integer("SELECT pg_backend_pid()")
        try session?.script("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM jobkit.job")
        let held = try await store.diagnose(limits)
        #expect(held.map(\.code) == ["held_transaction"] && held.first?.what.hasPrefix("A transaction has been open for ") == true)
        #expect(
            held.first?.detail
                == "Session \(pid) of jobkit, report, holds it, idle in transaction. Until it ends no dead row of any table is removed.")
        #expect(held.first?.remedy.contains("SELECT pg_terminate_backend(\(pid))") == true)
        #expect(try await store.diagnose() == [])
        // Reading at READ COMMITTED keeps nothing between two statements.
        try session?.script("COMMIT; BEGIN; SELECT count(*) FROM jobkit.job")
        #expect(try await store.diagnose(limits) == [])

        try session?.script("COMMIT; BEGIN; UPDATE jobkit.meta SET version = version; PREPARE TRANSACTION 'it''s mine'")
        let prepared = try await store.diagnose(limits)
        #expect(prepared.map(\.code) == ["prepared_transaction"])
        #expect(prepared.first?.detail.hasPrefix("jobkit prepared 'it''s mine', and nobody has ended it") == true)
        #expect(prepared.first?.remedy.contains("ROLLBACK PREPARED 'it''s mine'") == true)
        #expect(try await store.diagnose() == [])
        try session?.script("ROLLBACK PREPARED 'it''s mine'")

        var standby: Standby? = try Standby(server.connection)
        #expect(try await store.diagnose(limits).map(\.code) == ["standby_feedback"])
        #expect(try await store.diagnose() == [])
        standby = nil
        try session?.script("SELECT pg_create_physical_replication_slot('left_behind', true)")
        try session?.waitUntil("NOT EXISTS (SELECT FROM pg_stat_replication)")
        standby = try Standby(server.connection, slot: "left_behind")
        withExtendedLifetime(standby) {}
        #expect(try await store.diagnose() == [])
        standby = nil
        try session?.waitUntil("NOT EXISTS (SELECT FROM pg_stat_replication)")
        let slot = try await store.diagnose()
        #expect(slot.map(\.what) == ["The replication slot \"left_behind\" keeps dead rows"])
        #expect(slot.first?.detail.contains("nobody is connected to it") == true)
        try session?.script("SELECT pg_drop_replication_slot('left_behind')")
        session = nil
        #expect(try await store.diagnose(limits) == [])
        await store.close()
    }
}
