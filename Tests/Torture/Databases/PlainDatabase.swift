import CSQLite
import Foundation
import JobKit

/// The file through the sqlite3 library alone, without JobKit.
final class PlainDatabase: PlainReader {
    let lane = "job.lane"
    private let handle: OpaquePointer

    /// - Parameters:
    ///   - checkpointPages: the number of pages in the log after which a commit checkpoints; zero for never.
    ///   - busyTimeout: how long to wait for locks, in milliseconds.
    init(_ path: String, readOnly: Bool = true, checkpointPages: Int = 0, busyTimeout: Int32 = 60_000) throws {
        var opened: OpaquePointer?
        let flags = (readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw TortureError("cannot open \(path): SQLite's code \(code)")
        }
        handle = opened
        sqlite3_busy_timeout(handle, busyTimeout)
        sqlite3_wal_autocheckpoint(handle, Int32(checkpointPages))
    }

    deinit {
        sqlite3_close_v2(handle)
    }

    func run(_ sql: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw TortureError("\(sql): \(String(cString: sqlite3_errmsg(handle)))") }
    }

    func forEachRow(_ sql: String, _ body: (any PlainRow) throws -> Void) throws {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        var code = sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
        while code == SQLITE_OK || code == SQLITE_ROW {
            code = sqlite3_step(statement)
            if code == SQLITE_ROW, let statement { try body(FileRow(statement: statement)) }
        }
        guard code == SQLITE_DONE else { throw TortureError("\(sql): \(String(cString: sqlite3_errmsg(handle)))") }
    }

    /// Copies as much of the log as possible; returns whether no other connection was checkpointing.
    func checkpoint() -> Bool {
        sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil) == SQLITE_OK
    }

    func damage() throws -> [String] {
        var lines: [String] = []
        try forEachRow("PRAGMA integrity_check") { lines.append($0.text(0)) }
        return lines == ["ok"] ? [] : lines.map { "integrity_check: \($0)" }
    }

    /// The members of a claim are packed; the number of open ones is stored beside them.
    func misplaced() throws -> [String] {
        let counts = "SELECT count(*) FROM jobkit_job"
        let places = """
            SELECT (SELECT count(*) FROM jobkit_ready) + (SELECT count(*) FROM jobkit_finished)
                + (SELECT coalesce(sum(remaining), 0) FROM jobkit_receipt)
            """
        try run("BEGIN")
        defer { try? run("COMMIT") }
        let (jobs, found) = (try integer(counts), try integer(places))
        let twice = try integer("SELECT count(*) FROM jobkit_ready JOIN jobkit_finished USING (seq)")
        return (jobs == found ? [] : ["\(jobs) jobs are in \(found) places"]) + (twice == 0 ? [] : ["\(twice) jobs wait and are finished"])
    }

    static var version: String { String(cString: sqlite3_libversion()) }
}

private struct FileRow: PlainRow {
    let statement: OpaquePointer

    func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }
    func text(_ column: Int32) -> String { sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "" }

    func bytes(_ column: Int32) -> [UInt8] {
        let start = sqlite3_column_blob(statement, column)
        return Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(statement, column))))
    }

    func jobID(_ column: Int32) -> JobID {
        let bytes = bytes(column)
        func number(_ part: ArraySlice<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
        return JobID(high: number(bytes.prefix(8)), low: number(bytes.dropFirst(8)))
    }
}
