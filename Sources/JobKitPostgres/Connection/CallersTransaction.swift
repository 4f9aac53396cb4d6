import CLibPQ
import Foundation
import JobKit

/// A connection that belongs to the caller, with a transaction open; or one of the store's own.
struct CallersTransaction {
    private let connection: OpaquePointer
    private let settings: ConnectionSettings
    /// The store's own connection, whose statements have its time limit. Those of a caller's wait as long as the server takes.
    private let own: Connection?
    /// For errors: the operation and the server.
    let subject: String

    private static let savepoint = "jobkit"

    /// - Parameter purpose: for errors, as it precedes the name of the server: `enqueue into`.
    /// - Throws: `JobStoreError` for a connection that cannot take statements.
    init(_ connection: OpaquePointer, _ settings: ConnectionSettings, to purpose: String) throws {
        self.connection = connection
        self.settings = settings
        own = nil
        subject = "\(purpose) a transaction on \(settings.name)"
        guard PQstatus(connection) == CONNECTION_OK else { throw PostgresFailure.lost.storeError(subject) }
        guard PQtransactionStatus(connection) == PQTRANS_INTRANS, PQpipelineStatus(connection) == PQ_PIPELINE_OFF else {
            throw JobStoreError(
                .invalid, subject: subject, cause: "the connection is not in a transaction that can take a statement",
                remedy: "Begin one, leave pipeline mode, and call this before it has failed.")
        }
        guard String(cString: pg_encoding_to_char(PQclientEncoding(connection))) == "UTF8" else {
            throw JobStoreError(
                .invalid, subject: subject, cause: "the connection's client encoding is not UTF-8", remedy: "Set client_encoding to UTF8.")
        }
    }

    /// - Parameter own: with a transaction open.
    init(own: Connection, to purpose: String) {
        connection = own.wire.handle
        settings = own.settings
        self.own = own
        subject = "\(purpose) a transaction on \(settings.name)"
    }

    /// Whether the transaction has failed, and COMMIT would roll it back.
    var hasFailed: Bool { PQtransactionStatus(connection) != PQTRANS_INTRANS }

    /// All of `body`'s statements or none of them; the transaction can go on either way.
    func perform<Value>(_ body: (CallersTransaction) throws -> Value) throws -> Value {
        do { return try keepingAll(body) } catch let failure as PostgresFailure { throw failure.storeError(subject) }
    }

    /// The same, and the server's own failure.
    func keepingAll<Value>(_ body: (CallersTransaction) throws -> Value) throws -> Value {
        do {
            _ = try rows("SAVEPOINT \(Self.savepoint)", [])
            let value = try body(self)
            _ = try rows("RELEASE \(Self.savepoint)", [])
            return value
        } catch {
            if [PQTRANS_INERROR, PQTRANS_INTRANS].contains(PQtransactionStatus(connection)) {
                _ = try? rows("ROLLBACK TO \(Self.savepoint)", [])
                _ = try? rows("RELEASE \(Self.savepoint)", [])
            }
            throw error
        }
    }

    /// The first value of the answer, as text; `nil` for no row, and for NULL.
    func value(_ sql: String, _ parameters: [String?] = []) throws -> String? { try rows(sql, parameters).first?.first ?? nil }

    /// The answer, as text.
    func rows(_ sql: String, _ parameters: [String?]) throws -> [[String?]] {
        try answer(sql, parameters) { result in
            (0..<PQntuples(result)).map { row in (0..<PQnfields(result)).map { Self.text(result, row, $0) } }
        }
    }

    /// The answer, as text by the names of the columns; without the NULLs.
    func named(_ sql: String, _ parameters: [String?]) throws -> [[String: String]] {
        try answer(sql, parameters) { result in
            let names = (0..<PQnfields(result)).map { PQfname(result, $0).map { String(cString: $0) } ?? "" }
            return (0..<PQntuples(result)).map { row in
                var values: [String: String] = [:]
                for (column, name) in names.enumerated() { values[name] = Self.text(result, row, Int32(clamping: column)) }
                return values
            }
        }
    }

    private static func text(_ result: OpaquePointer, _ row: Int32, _ column: Int32) -> String? {
        PQgetisnull(result, row, column) == 1 ? nil : PQgetvalue(result, row, column).map { String(cString: $0) }
    }

    private func answer<Value>(_ sql: String, _ parameters: [String?], _ read: (OpaquePointer) -> Value) throws -> Value {
        let values = parameters.map { $0.map { strdup($0) } ?? nil }
        defer { for value in values { free(value) } }
        let pointers = values.map { UnsafePointer($0) }
        let result =
            if let own {
                try own.result(of: sql, pointers)
            } else {
                PQexecParams(connection, settings.rendered(sql), Int32(clamping: pointers.count), nil, pointers, nil, nil, 0)
            }
        guard let result else { throw PostgresFailure.lost }
        defer { PQclear(result) }
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else { throw PostgresFailure(result) }
        return read(result)
    }
}
