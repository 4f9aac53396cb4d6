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

/// A statement that the server has prepared.
struct Prepared {
    let name: String
    let columns = Rows.Columns()
}

/// One connection to a server and its prepared statements. Used on one thread at a time.
final class Connection {
    let settings: ConnectionSettings
    let wire: Wire
    /// Whether a pooler is in between, which may give every transaction another of the server's connections: then a connection keeps no
    /// state.
    private(set) var isPooled = true
    /// The prepared statements, by their SQL.
    var statements: [String: Prepared] = [:]
    /// The number of names given to statements.
    var named = 0
    /// The time limit of each round trip.
    var limit: Duration
    /// The most bytes of values in one run: the server accepts no message of a gigabyte, and libpq no more than two together.
    var mostBytes = 1_000_000_000

    /// Connects, and sets the connection up.
    init(_ settings: ConnectionSettings) throws {
        self.settings = settings
        limit = settings.statementTimeout
        wire = try Wire(settings)
        do {
            try prepare()
        } catch let failure as PostgresFailure where failure.kind == .lost || failure.kind == .timedOut {
            // Nothing was begun, so the outcome is certain.
            throw PostgresFailure(kind: .cannotConnect, message: failure.message)
        }
    }

    private func prepare() throws {
        // A pooler gives its clients a made-up process number.
        let server = try run([Command("SELECT pg_backend_pid() AS pid")])
        isPooled = server.first?.integer(0, .pid) != Int64(PQbackendPID(wire.handle))
        if !isPooled, !settings.setUp.isEmpty { try script(settings.setUp) }
    }

    /// Whether commands can be sent; `false` once the connection was closed.
    var isUsable: Bool { wire.isOpen }

    /// Whether a transaction that was begun before is still open.
    var isInTransaction: Bool { isUsable && PQtransactionStatus(wire.handle) != PQTRANS_IDLE }

    /// Whether the server has kept the connection open, as far as can be known without a request. Waits at most that long for data from the
    /// server.
    func look(waiting milliseconds: Int32 = 0) -> Bool { wire.hears(within: milliseconds) }

    /// The channels that were notified since the last call, one for each notification.
    func notifications() -> [Notification] {
        _ = wire.hears()
        return isUsable ? wire.notifications() : []
    }

    func close() { wire.close() }

    /// Runs all commands in one round trip: as one transaction, unless they say `BEGIN` themselves.
    ///
    /// When it throws, no transaction is open any more; the connection may have been closed, which `isUsable` tells.
    func run(_ commands: [Command]) throws -> [Rows] {
        try recovering {
            guard commands.reduce(0, { $0 + $1.parameters.bytes.count }) <= mostBytes else { throw PostgresFailure.tooLarge }
            return try commands.isEmpty ? [] : pipeline(commands)
        }
    }

    /// Runs statements without parameters and results, as one transaction unless they say otherwise; for `SET` and migrations.
    ///
    /// - Parameter limit: the time for all of them together; the settings' limit unless given.
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
                // COPY would wait for bytes, or send them, without end.
                default: throw Self.unexpected(result)
                }
            }
            if let failure { throw failure }
        }
    }

    /// Runs one statement with values as text, within the time limit; the caller clears the result.
    func result(of sql: String, _ values: [UnsafePointer<CChar>?]) throws -> OpaquePointer? {
        let deadline = Deadline(limit, in: settings.environment)
        try wire.expect(PQsendQueryParams(wire.handle, settings.rendered(sql), Int32(clamping: values.count), nil, values, nil, nil, 0))
        let first = try wire.next(deadline)
        do {
            while let more = try wire.next(deadline) { PQclear(more) }
        } catch {
            PQclear(first)
            throw error
        }
        return first
    }

    static func unexpected(_ result: OpaquePointer) -> PostgresFailure {
        PostgresFailure(kind: .unexpected, message: "a result of status \(String(cString: PQresStatus(PQresultStatus(result))))")
    }
}

extension Connection {
    /// Ends a transaction that was left open; closes the connection when that fails.
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
