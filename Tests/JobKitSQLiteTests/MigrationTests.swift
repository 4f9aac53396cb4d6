import JobKit
import Testing

@testable import JobKitSQLite

@Suite struct MigrationTests {
    @Test func `A newer schema is refused by name, and nothing is changed`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        await store.close()
        let other = try workspace.connection()
        try other.execute("UPDATE jobkit_meta SET value = 99 WHERE key = 'version'")
        other.close()
        let error = await #expect(throws: JobStoreError.self) { try await workspace.store().prepare() }
        #expect(
            error?.description
                == "Could not prepare \(workspace.path): the schema has version 99, and this JobKit knows versions up to 1. "
                + "Update JobKit in this program; a newer one has upgraded the file.")
        #expect(error?.code == .unusable)
    }

    @Test func `A file of version 1 keeps its jobs when a later version adds to it, once`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let job = draft()
        _ = try await store.enqueue([job])
        await store.close()
        let second = Migration(version: 2, statements: ["CREATE TABLE jobkit_extra (x INTEGER)", "INSERT INTO jobkit_extra VALUES (1)"])
        let migrator = Migrator(path: workspace.path, migrations: [.first, second])
        let connection = try workspace.connection()
        try migrator.run(on: connection)
        try migrator.run(on: connection)
        #expect(try connection.integer("SELECT count(*) FROM jobkit_extra") == 1)
        #expect(try connection.integer("SELECT value FROM jobkit_meta WHERE key = 'version'") == 2)
        #expect(try connection.integer("SELECT count(*) FROM jobkit_job") == 1)
    }

    @Test func `A migration that fails leaves the version before it`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        await store.close()
        let broken = Migration(version: 2, statements: ["CREATE TABLE jobkit_extra (x INTEGER)", "nonsense"])
        let connection = try workspace.connection()
        #expect(throws: SQLiteFailure.self) { try Migrator(path: workspace.path, migrations: [.first, broken]).run(on: connection) }
        #expect(try connection.integer("SELECT value FROM jobkit_meta WHERE key = 'version'") == 1)
        #expect(try connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'jobkit_extra'") == 0)
    }

    @Test func `The tables live beside those of the service, whose schema version is left alone`() async throws {
        let workspace = try Workspace()
        let first = workspace.store()
        try await first.prepare()
        await first.close()
        let service = try workspace.connection()
        try service.execute("CREATE TABLE customer (name TEXT); PRAGMA user_version = 7")
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft()])
        #expect(try service.integer("PRAGMA user_version") == 7)
        #expect(
            try service.integer("SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'jobkit%' AND name NOT LIKE 'sqlite%'") == 1)
        await store.close()
    }
}
