import CSQLite
import Foundation

/// One connection, its prepared statements and its way of waiting. Made, used and closed on one thread.
final class Connection {
    enum Mode {
        case readWrite
        case readOnly
    }

    private let handle: OpaquePointer
    /// Owned here because SQLite keeps a bare pointer to it; a caller's connection has its own way of waiting.
    private let busyWait: BusyWait?
    private var statements: [String: [Statement]] = [:]
    /// How many pages the write-ahead log held after this connection's latest commit.
    fileprivate(set) var logPages = 0
    private var isClosed = false

    init(path: String, mode: Mode, options: SQLiteJobStoreOptions, busyWait: BusyWait) throws {
        var opened: OpaquePointer?
        // The threads of this target keep connections apart, so that SQLite's own mutexes would be a useless cost. CREATE is left out:
        // `DatabaseFile` makes the file, with its mode.
        let flags = (mode == .readWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let message = String(cString: opened.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(code))
            sqlite3_close_v2(opened)
            throw SQLiteFailure(code: code, message: message)
        }
        handle = opened
        self.busyWait = busyWait
        sqlite3_busy_handler(
            opened,
            { context, round in
                guard let context else { return 0 }
                return Unmanaged<BusyWait>.fromOpaque(context).takeUnretainedValue().again(round: Int(round)) ? 1 : 0
            }, Unmanaged.passUnretained(busyWait).toOpaque())
        try configure(mode: mode, options: options)
    }

    /// In the format of `sqlite3_libversion_number`: 3.51.3 is 3,051,003.
    static var libraryVersion: Int { Int(sqlite3_libversion_number()) }

    /// A connection that the caller has opened and configured, and will close.
    init(borrowing handle: OpaquePointer) {
        self.handle = handle
        busyWait = nil
    }

    deinit {
        close()
    }

    private func configure(mode: Mode, options: SQLiteJobStoreOptions) throws {
        // Before any commit: see `Checkpointer` for the danger of automatic checkpoints.
        try execute("PRAGMA wal_autocheckpoint = 0")
        try execute("PRAGMA synchronous = \(options.synchronous == .full ? "FULL" : "NORMAL")")
        try execute("PRAGMA cache_size = -\(min(max(64, options.cacheKilobytes), 1 << 24))")
        try execute("PRAGMA temp_store = MEMORY")
        guard mode == .readWrite else { return try execute("PRAGMA query_only = ON") }
        // Apple's fsync does not reach the disk; this does. Without effect elsewhere.
        try execute("PRAGMA fullfsync = \(options.synchronous == .full ? "ON" : "OFF")")
        try execute("PRAGMA journal_size_limit = \(Checkpointer.logBytesKept)")
        sqlite3_wal_hook(
            handle,
            { context, _, _, pages in
                if let context { Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue().logPages = Int(pages) }
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Closes the file. No statement may be used afterwards.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        statements = [:]
        if busyWait != nil { sqlite3_close_v2(handle) }
    }

    /// The prepared statement for `sql`, prepared once. Several copies of a statement can be stepped at the same time.
    func statement(_ sql: String, copy: Int = 0) throws -> Statement {
        var copies = statements[sql] ?? []
        if copy < copies.count { return copies[copy] }
        let made = try Statement(sql, database: handle)
        copies.append(made)
        statements[sql] = copies
        return made
    }

    /// How many statements were prepared for `sql`.
    func copies(of sql: String) -> Int { statements[sql]?.count ?? 0 }

    /// Runs statements without parameters and results, and does not keep them.
    func execute(_ sql: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure() }
    }

    /// The first column of the first row as a number.
    func integer(_ sql: String) throws -> Int64? {
        try statement(sql).firstRow { $0.optionalInteger(at: 0) } ?? nil
    }

    /// Rows written by the latest INSERT, UPDATE or DELETE.
    var changes: Int { Int(sqlite3_changes64(handle)) }
    var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }
    /// Whether both the mode of opening and `query_only` allow writes.
    func mayWrite() throws -> Bool { try sqlite3_db_readonly(handle, "main") == 0 && integer("PRAGMA query_only") == 0 }
    /// The file of the main database; empty for one in memory.
    var path: String { sqlite3_db_filename(handle, "main").map { String(cString: $0) } ?? "" }

    /// Copies as much of the log as possible into the database, without waiting.
    ///
    /// - Returns: the pages in the log, and how many of them are in the database now; both -1 where there is no log.
    func passiveCheckpoint() throws -> (inLog: Int, done: Int) {
        var inLog: Int32 = -1
        var done: Int32 = -1
        let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, &inLog, &done)
        guard code == SQLITE_OK else { throw failure() }
        return (Int(inLog), Int(done))
    }

    /// For other code of this folder; the handle must not be kept.
    func withHandle<Value>(_ body: (OpaquePointer) -> Value) -> Value { body(handle) }

    private func failure() -> SQLiteFailure {
        SQLiteFailure(code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)))
    }
}

extension Connection {
    /// Runs `body` in a transaction that is rolled back when it throws.
    func transaction<Value>(_ begin: String, _ body: () throws -> Value) throws -> Value {
        try statement(begin).run()
        do {
            let value = try body()
            try statement("COMMIT").run()
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    /// Ends the transaction, if SQLite has not done so itself, as it does when the disk is full.
    func rollBack() {
        // A cursor that an error left open would refuse its later bindings, without end.
        for statement in statements.values.joined() { statement.reset() }
        if isInTransaction { try? statement("ROLLBACK").run() }
    }
}
