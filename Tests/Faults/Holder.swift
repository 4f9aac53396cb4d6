import CSQLite
import Foundation

/// A program beside JobKit with a plain connection to the same file.
struct Holder {
    let connection: OpaquePointer

    struct Failure: Error {
        let message: String
    }

    init(_ path: String) throws {
        var opened: OpaquePointer?
        guard sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK, let opened else {
            throw Failure(message: "cannot open \(path)")
        }
        connection = opened
        sqlite3_busy_timeout(opened, 10_000)
    }

    /// - Parameter seconds: until it is killed when there are none.
    func holdLock(seconds: Double?) throws {
        try run("BEGIN IMMEDIATE")
        Faults.say("holding")
        if let seconds { usleep(UInt32(seconds * 1_000_000)) } else { waitToBeKilled() }
        try run("COMMIT")
        Faults.say("released")
    }

    func holdRead() throws {
        try run("BEGIN; SELECT count(*) FROM jobkit_job")
        Faults.say("holding")
        waitToBeKilled()
    }

    func vacuum(into path: String) throws {
        try run("VACUUM INTO '\(path)'")
        Faults.say("copied")
        sqlite3_close_v2(connection)
    }

    private func waitToBeKilled() {
        while true { pause() }
    }

    func run(_ sql: String) throws {
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
            throw Failure(message: String(cString: sqlite3_errmsg(connection)))
        }
    }
}
