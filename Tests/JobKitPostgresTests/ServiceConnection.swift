import CLibPQ
import Testing

/// A connection of a service's own.
final class ServiceConnection {
    let handle: OpaquePointer

    init(_ connection: String) throws {
        handle = try #require(PQconnectdb(connection))
        try #require(PQstatus(handle) == CONNECTION_OK)
    }

    deinit { PQfinish(handle) }

    func run(_ sql: String) throws {
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        try #require(PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK, "\(sql)")
    }

    /// In a transaction that is rolled back when `body` throws.
    func transaction<Value>(_ begin: String = "BEGIN", _ body: () throws -> Value) throws -> Value {
        try run(begin)
        do {
            let value = try body()
            try run("COMMIT")
            return value
        } catch {
            try run("ROLLBACK")
            throw error
        }
    }
}
