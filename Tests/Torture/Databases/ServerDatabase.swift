import JobKit
import JobKitPostgres
import Logging

/// The schema `jobkit` in a database of a PostgreSQL server.
struct ServerDatabase: TortureDatabase {
    /// In libpq's format.
    let connection: String

    var address: String { connection }
    var log: String? { nil }
    var bearsStops: Bool { true }

    func makeStore(_ options: Options, logger: Logger?) throws -> any JobStore {
        let limit = try options.duration("statement-timeout", 30_000)
        return try PostgresJobStore(connection: connection, options: .init(statementTimeout: limit), logger: logger)
    }

    func reader() -> any PlainReader { PsqlReader(connection: connection) }
}
