import CLibPQ
import Foundation

/// One session on a server, for what a test does by hand.
final class SQLSession {
    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    private let handle: OpaquePointer

    init(_ connection: String) throws {
        guard let handle = PQconnectdb(connection) else { throw Refused(description: "out of memory") }
        self.handle = handle
        guard PQstatus(handle) == CONNECTION_OK else { throw Refused(description: String(cString: PQerrorMessage(handle))) }
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
    }

    deinit { PQfinish(handle) }

    func script(_ sql: String) throws {
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else {
            throw Refused(description: String(cString: PQerrorMessage(handle)))
        }
    }
}
