import CLibPQ
import Foundation
import JobKit

/// A connection that belongs to somebody else.
struct CallersTransaction {
    let connection: OpaquePointer
    let name: String

    private static let savepoint = "jobkit_enqueue"

    /// - Parameter statements: each answers one id.
    func enqueue(_ statements: [(sql: String, parameters: [String?])]) throws -> [JobID] {
        guard PQstatus(connection) == CONNECTION_OK else { throw PostgresFailure.lost.storeError(subject) }
        guard PQtransactionStatus(connection) == PQTRANS_INTRANS, PQpipelineStatus(connection) == PQ_PIPELINE_OFF else {
            throw JobStoreError(
                .invalid, subject: subject, cause: "the connection is not in a transaction that can take a statement",
                remedy: "Begin one, leave pipeline mode, and enqueue before it has failed.")
        }
        guard String(cString: pg_encoding_to_char(PQclientEncoding(connection))) == "UTF8" else {
            throw JobStoreError(
                .invalid, subject: subject, cause: "the connection's client encoding is not UTF-8", remedy: "Set client_encoding to UTF8.")
        }
        do {
            _ = try run("SAVEPOINT \(Self.savepoint)", [])
            let ids = try statements.map { statement in
                guard let id = JobID(try run(statement.sql, statement.parameters)) else { throw inconsistent("an enqueue answered no id") }
                return id
            }
            _ = try run("RELEASE \(Self.savepoint)", [])
            return ids
        } catch {
            if PQtransactionStatus(connection) == PQTRANS_INERROR { _ = try? run("ROLLBACK TO \(Self.savepoint)", []) }
            throw (error as? PostgresFailure)?.storeError(subject) ?? error
        }
    }

    private var subject: String { "enqueue into a transaction on \(name)" }

    /// The first value of the answer, as text.
    private func run(_ sql: String, _ parameters: [String?]) throws -> String {
        let values = parameters.map { $0.map { strdup($0) } ?? nil }
        defer { for value in values { free(value) } }
        let result = PQexecParams(
            connection, sql, Int32(clamping: values.count), nil, values.map { UnsafePointer($0) }, nil, nil, 0)
        guard let result else { throw PostgresFailure.lost }
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK: return ""
        case PGRES_TUPLES_OK: return PQntuples(result) > 0 ? String(cString: PQgetvalue(result, 0, 0)) : ""
        default: throw PostgresFailure(result)
        }
    }
}
