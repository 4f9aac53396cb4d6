import CLibPQ
import Foundation
import JobKit

/// An SQL statement and the values for its `$1`, `$2` …
struct Command {
    let sql: String
    let parameters: Parameters

    init(_ sql: String, _ parameters: Parameters = Parameters()) {
        self.sql = sql
        self.parameters = parameters
    }
}

/// A statement that the server keeps.
struct Prepared {
    let name: String
    let columns = Rows.Columns()
}

/// One connection to a server and its prepared statements. Used on one thread at a time.
final class Connection {
    let settings: ConnectionSettings
    let wire: Wire
    /// Whether a pooler is between, which may hand every transaction to another of the server's connections: nothing can be kept on one then.
    private(set) var isPooled = true
    /// What is prepared, by its SQL.
    var statements: [String: Prepared] = [:]
    /// How many statements were given a name.
    var named = 0
    /// Of the time that each round trip may take.
    var limit: Duration
    /// For the values of one run: the server takes no message of a gigabyte, and libpq no more than two together.
    var mostBytes = 1_000_000_000

    /// Connects, and sets the connection up.
    init(_ settings: ConnectionSettings) throws {
        self.settings = settings
        limit = settings.statementTimeout
        wire = try Wire(settings)
        do {
            try prepare()
        } catch let failure as PostgresFailure where failure.kind == .lost || failure.kind == .timedOut {
            // Nobody need fear for the outcome of what was not begun.
            throw PostgresFailure(kind: .cannotConnect, message: failure.message)
        }
    }

    private func prepare() throws {
        // A pooler makes up the number that it gives to its clients.
        let server = try run([Command("SELECT pg_backend_pid() AS pid")])
        isPooled = server.first?.integer(0, .pid) != Int64(PQbackendPID(wire.handle))
        if !isPooled, !settings.setUp.isEmpty { try script(settings.setUp) }
    }

    /// Whether commands can be sent; `false` once the connection was given up.
    var isUsable: Bool { wire.isOpen }

    /// Whether a transaction is open that was begun before.
    var isInTransaction: Bool { isUsable && PQtransactionStatus(wire.handle) != PQTRANS_IDLE }

    /// Whether the server has kept the connection open, as far as can be told without asking it. Waits for a word from it for at most so long.
    func look(waiting milliseconds: Int32 = 0) -> Bool { wire.hears(within: milliseconds) }

    /// The channels that were notified since the last call, one for each notification.
    func notifications() -> [Notification] {
        _ = wire.hears()
        return isUsable ? wire.notifications() : []
    }

    func close() { wire.close() }

    /// Runs all commands in one round trip: as one transaction, unless they say `BEGIN` themselves.
    ///
    /// When it throws, no transaction is open any more; the connection may have been given up, which `isUsable` tells.
    func run(_ commands: [Command]) throws -> [Rows] {
        try recovering {
            guard commands.reduce(0, { $0 + $1.parameters.bytes.count }) <= mostBytes else { throw PostgresFailure.tooLarge }
            return try commands.isEmpty ? [] : pipeline(commands)
        }
    }

    /// Runs statements that take and return nothing, as one transaction unless they say otherwise; for `SET` and migrations.
    ///
    /// - Parameter limit: of time for all of them together; the settings' unless given.
    func script(_ sql: String, limit given: Duration? = nil) throws {
        try recovering {
            let deadline = Deadline(given ?? limit, in: settings.environment)
            try wire.expect(PQsendQuery(wire.handle, settings.rendered(sql)))
            var failure: PostgresFailure?
            while let result = try wire.next(deadline) {
                defer { PQclear(result) }
                switch PQresultStatus(result) {
                case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: break
                case PGRES_FATAL_ERROR: failure = failure ?? PostgresFailure(result)
                // COPY wants bytes, or gives them, for ever.
                default: throw Self.unexpected(result)
                }
            }
            if let failure { throw failure }
        }
    }

    static func unexpected(_ result: OpaquePointer) -> PostgresFailure {
        PostgresFailure(kind: .unexpected, message: "a result of status \(String(cString: PQresStatus(PQresultStatus(result))))")
    }
}

extension Connection {
    /// Ends a transaction that was left open; gives the connection up when that fails.
    func rollBack() {
        guard isUsable, PQtransactionStatus(wire.handle) != PQTRANS_IDLE else { return }
        let deadline = Deadline(limit, in: settings.environment)
        do {
            try wire.expect(PQsendQuery(wire.handle, "ROLLBACK"))
            while let result = try wire.next(deadline) { PQclear(result) }
        } catch {
            return close()
        }
        if PQtransactionStatus(wire.handle) != PQTRANS_IDLE { close() }
    }

    func recovering<Value>(_ body: () throws -> Value) throws -> Value {
        guard isUsable else { throw PostgresFailure.lost }
        do {
            return try body()
        } catch {
            let endsConnection = (error as? PostgresFailure)?.endsConnection ?? true
            if endsConnection { close() } else { rollBack() }
            throw error
        }
    }
}
