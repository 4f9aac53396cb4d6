import Foundation
import JobKit
import JobKitStoreTesting

@testable import JobKitPostgres

/// A schema of its own, dropped with the test, and connections to read it.
struct Workspace: Sendable {
    let schema: String
    let connection: String
    let settings: ConnectionSettings
    let admin: Pool

    /// - Parameter database: the server's own unless given.
    init(schema: String = "jobkit \(JobEnvironment.system.makeJobID())", database: String? = nil) throws {
        self.schema = schema
        connection = try Server.connectionString() + (database.map { " dbname=\($0)" } ?? "")
        settings = try ConnectionSettings(connection, schema: schema, options: .init())
        admin = Pool(settings, connections: 1, name: "admin", logger: nil)
    }

    func store(_ options: PostgresJobStoreOptions = .init()) throws -> PostgresJobStore {
        try PostgresJobStore(connection: connection, schema: schema, options: options)
    }

    func prepared(_ options: PostgresJobStoreOptions = .init()) async throws -> PostgresJobStore {
        let store = try store(options)
        try await store.prepare()
        return store
    }

    func script(_ sql: String) async throws {
        try await admin.run("run a test's script in") { try $0.script(sql, limit: .seconds(300)) }
    }

    func integer(_ sql: String) async throws -> Int64 {
        try await admin.run("run a test's query in") { try $0.run(sql).integer(0, at: 0) }
    }

    func text(_ sql: String) async throws -> String {
        try await admin.run("run a test's query in") { try $0.run(sql).text(0, at: 0) }
    }

    /// Waits that long by the server's time.
    func wait(milliseconds: Int) async throws { _ = try await text("SELECT pg_sleep(\(milliseconds)::float8 / 1000)::text") }

    func remove() async throws {
        try await script("DROP SCHEMA IF EXISTS {jobkit} CASCADE")
        admin.stop()
        await admin.waitForEnd()
    }
}
