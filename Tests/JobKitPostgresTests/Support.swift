import CLibPQ
import Foundation
import JobKit
import Testing

@testable import JobKitPostgres

/// The server that `Scripts/with-postgres` has started.
enum Server {
    struct Missing: Error, CustomStringConvertible {
        let description =
            "These tests need a PostgreSQL server: run them as `Scripts/with-postgres swift test --traits Demo`, or set JOBKIT_POSTGRES to a connection string."
    }

    static func connectionString() throws -> String {
        guard let string = ProcessInfo.processInfo.environment["JOBKIT_POSTGRES"], !string.isEmpty else { throw Missing() }
        return string
    }

    static func settings(_ more: String = "", statementTimeout: Duration = .seconds(30), setUp: String = "") throws -> ConnectionSettings {
        try ConnectionSettings("\(connectionString()) \(more)", statementTimeout: statementTimeout, setUp: setUp)
    }

    static func connection(_ more: String = "", statementTimeout: Duration = .seconds(30), setUp: String = "") throws -> Connection {
        try Connection(settings(more, statementTimeout: statementTimeout, setUp: setUp))
    }
}

extension Connection {
    func integer(_ sql: String, _ parameters: Parameters = Parameters()) throws -> Int64 {
        try #require(run([Command(sql, parameters)]).first).integer(0, at: 0)
    }
}

/// By place, counted from 0: for computed columns.
extension Rows {
    func integer(_ row: Int, at column: Int32) -> Int64 { withBytes(row, at: column, BinaryValue.integer) }
    func bool(_ row: Int, at column: Int32) -> Bool { withBytes(row, at: column) { $0.first == 1 } }
    func text(_ row: Int, at column: Int32) -> String { withBytes(row, at: column) { String(decoding: $0, as: UTF8.self) } }
    func data(_ row: Int, at column: Int32) -> Data { withBytes(row, at: column) { Data($0) } }
}

extension Wire {
    /// The option's value after libpq has applied the connection string and the defaults.
    func option(_ keyword: String) -> String? {
        guard let options = PQconninfo(handle) else { return nil }
        defer { PQconninfoFree(options) }
        var option = options
        while let name = option.pointee.keyword {
            if String(cString: name) == keyword { return option.pointee.val.map { String(cString: $0) } }
            option += 1
        }
        return nil
    }
}

extension Pool {
    func end() async {
        stop()
        await waitForEnd()
    }
}

extension Server {
    /// Ends a process of the server, and waits until it is gone.
    static func terminate(_ process: Int64) throws {
        #expect(try connection().run([Command("SELECT pg_terminate_backend(\(process), 10000)")]).first?.bool(0, at: 0) == true)
    }
}
