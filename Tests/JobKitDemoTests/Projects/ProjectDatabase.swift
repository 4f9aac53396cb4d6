import Foundation
import Subprocess
import Testing

@testable import JobKitDemo

/// Where the jobs and projects of a test are.
enum ProjectDatabase: String, CaseIterable, Sendable {
    case sqlite, postgres
}

/// A database of a test's own on the server that `Scripts/with-postgres` has started; it goes with the last value that holds it.
final class OwnDatabase: Sendable {
    struct Missing: Error, CustomStringConvertible {
        let description = "These tests need a PostgreSQL server: run them as `Scripts/with-postgres swift test --traits Demo`."
    }

    let name = "demo_" + UUID().uuidString.lowercased().replacing("-", with: "_")
    /// For `--store`.
    let connection: String
    private let server: String
    private let psql: String

    init() throws {
        let environment = ProcessInfo.processInfo.environment
        guard let server = environment["JOBKIT_POSTGRES"], let programs = environment["JOBKIT_POSTGRES_BIN"] else { throw Missing() }
        self.server = server
        psql = programs + "/psql"
        connection = "\(server) dbname=\(name)"
        try Self.run("CREATE DATABASE \(name)", on: server)
    }

    deinit { try? Self.run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", on: server) }

    var address: PostgresAddress { PostgresAddress(connection: connection) }

    func script(_ sql: String) throws { try Self.run(sql, on: connection) }

    /// The rows of a query, their columns apart by `|`, as a program sees them that has nothing in common with the code under test.
    func psql(_ sql: String) async throws -> [String] {
        let result = try await Subprocess.run(
            .path(.init(psql)), arguments: ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, connection],
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
        try #require(result.terminationStatus.isSuccess, "\(sql): \(result.standardError)")
        return result.standardOutput.split(separator: "\n").map(String.init)
    }

    private static func run(_ sql: String, on connection: String) throws {
        try SQLSession(connection).script(sql)
    }
}
