import CSQLite
import Foundation
import JobKit
import JobKitSQLite

/// A directory for one test's files, removed with it.
final class Workspace: Sendable {
    let directory: String

    init() throws {
        directory = NSTemporaryDirectory() + "jobkit-fault-tests-" + String(JobEnvironment.system.random(), radix: 36)
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    var path: String { directory + "/jobs.db" }

    /// SQLite's files at `path`.
    static func files(of path: String) -> [String] { ["", "-wal", "-shm"].map { path + $0 } }

    func store(_ options: SQLiteJobStoreOptions = .init(busyTimeout: .seconds(5))) -> SQLiteJobStore {
        SQLiteJobStore(path: path, options: options)
    }

    func prepared(_ options: SQLiteJobStoreOptions = .init(busyTimeout: .seconds(5))) async throws -> SQLiteJobStore {
        let store = store(options)
        try await store.prepare()
        return store
    }

    func exists(_ suffix: String = "") -> Bool { FileManager.default.fileExists(atPath: path + suffix) }

    func bytes(_ suffix: String = "") throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path + suffix)) }

    func write(_ bytes: Data, _ suffix: String = "") throws { try bytes.write(to: URL(fileURLWithPath: path + suffix)) }

    func size(_ suffix: String = "") -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path + suffix)[.size] as? Int) ?? 0
    }

    /// Copies the SQLite files at `path` that exist to `copy`, and removes the others there. For files that no process of ours has open:
    /// closing a second descriptor of an open database would drop its locks.
    static func copy(_ path: String, to copy: String, _ suffixes: [String] = ["", "-wal"]) throws {
        for file in files(of: copy) { try? FileManager.default.removeItem(atPath: file) }
        for suffix in suffixes where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
    }
}

/// A plain connection, so that the checked data was not read by the code under test.
final class PlainDatabase {
    private let connection: OpaquePointer

    struct Failure: Error {
        let message: String
    }

    init(_ path: String) throws {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil)
        guard code == SQLITE_OK, let opened else { throw Failure(message: "cannot open \(path): \(code)") }
        connection = opened
        sqlite3_busy_timeout(opened, 5_000)
    }

    deinit { sqlite3_close_v2(connection) }

    /// The first column of the rows.
    @discardableResult
    func texts(_ sql: String) throws -> [String] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK else { throw failure }
        defer { sqlite3_finalize(statement) }
        var texts: [String] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: texts.append(sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? "NULL")
            case SQLITE_DONE: return texts
            default: throw failure
            }
        }
    }

    func number(_ sql: String) throws -> Int { try texts(sql).first.flatMap { Int($0) } ?? 0 }

    private var failure: Failure { Failure(message: String(cString: sqlite3_errmsg(connection))) }
}
