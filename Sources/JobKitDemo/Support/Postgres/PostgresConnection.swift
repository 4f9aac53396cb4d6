import CLibPQ
import Foundation

/// One libpq connection for what the demo keeps beside its jobs. Every call waits for the server: only `PostgresClient` has one, on its own queue.
final class PostgresConnection {
    /// For `PostgresJobStore.enqueue(_:in:)`.
    let handle: OpaquePointer

    /// - Throws: `PostgresRefusal`, which never holds the password.
    init(_ address: PostgresAddress) throws {
        // Later keywords win, and the string stands in for those that it holds. libpq has no time limit of its own.
        var keywords = [
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"), ("tcp_user_timeout", "30000"),
            ("fallback_application_name", "jobkit-demo"), ("dbname", address.connection), ("client_encoding", "UTF8"),
        ]
        // A keyword would win over the variable.
        if getenv("PGCONNECT_TIMEOUT") == nil { keywords.insert(("connect_timeout", "10"), at: 0) }
        let names = keywords.map { strdup($0.0) }
        let values = keywords.map { strdup($0.1) }
        defer { for text in names + values { free(text) } }
        guard let made = PQconnectdbParams(names.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1) else {
            throw PostgresRefusal(kind: .cannotConnect, message: "out of memory")
        }
        guard PQstatus(made) == CONNECTION_OK else {
            defer { PQfinish(made) }
            throw PostgresRefusal.cannotConnect(made)
        }
        handle = made
        // Otherwise libpq prints what the server remarks, such as that a table is there already.
        PQsetNoticeReceiver(made, { _, _ in }, nil)
    }

    deinit { PQfinish(handle) }

    /// Whether the server has kept the connection open while nobody used it, as far as can be told without asking.
    var isAlive: Bool {
        var socket = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        // A server that ends a connection says so first, and closes it behind that: read on to the end.
        while poll(&socket, 1, 0) > 0 {
            guard PQconsumeInput(handle) == 1 else { return false }
            _ = PQisBusy(handle)
        }
        return PQstatus(handle) == CONNECTION_OK
    }

    var isInTransaction: Bool { PQtransactionStatus(handle) != PQTRANS_IDLE }

    /// Runs statements that are constants and take no values.
    func script(_ sql: String) throws { _ = try rows(PQexec(handle, sql)) }

    /// Runs one statement; the values go beside it as text, cast there to their types, and are never spliced in.
    ///
    /// - Returns: the rows, each with its columns in text format; nil is NULL.
    @discardableResult
    func run(_ sql: String, _ parameters: [String?] = []) throws -> [[String?]] {
        // C ends a text at a NUL, and PostgreSQL's text cannot hold one.
        let values = parameters.map { text in text.flatMap { strdup($0.replacing("\0", with: "\u{FFFD}")) } }
        defer { for value in values { free(value) } }
        return try rows(
            PQexecParams(handle, sql, Int32(clamping: values.count), nil, values.map { UnsafePointer($0) }, nil, nil, 0))
    }

    private func rows(_ result: OpaquePointer?) throws -> [[String?]] {
        guard let result else { throw PostgresRefusal.lost }
        defer { PQclear(result) }
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else { throw PostgresRefusal(result) }
        return (0..<PQntuples(result)).map { row in
            (0..<PQnfields(result)).map { column in
                PQgetisnull(result, row, column) == 1 ? nil : PQgetvalue(result, row, column).map { String(cString: $0) }
            }
        }
    }
}
