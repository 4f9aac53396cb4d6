import Foundation
import JobKit

extension SQLiteJobStore {
    /// Stores jobs inside a transaction of the caller's, on the caller's own connection: they exist if that commits, and never existed if it is
    /// rolled back.
    ///
    ///     let draft = try queue.draft(SendReceipt(order: order.id))
    ///     try database.write { db in                                   // GRDB's, for example
    ///         try order.insert(db)
    ///         if let connection = db.sqliteConnection { try store.enqueue([draft], in: connection) }
    ///     }
    ///     let handle = queue.handle(for: draft.id, as: SendReceipt.self)
    ///
    /// Runs on the calling thread, at once. When it throws, the drafts of this call are not in the transaction, which is otherwise as it was and
    /// can go on. Workers are woken once the transaction has committed.
    ///
    /// - Important: Where SQLite is older than 3.51.3, a connection that checkpoints can lose commits that others have made, this store's jobs
    ///   among them (sqlite.org/wal.html, "The WAL-reset bug"), and by default each connection does so after some commits. Run
    ///   `PRAGMA wal_autocheckpoint = 0` on each of your own connections to the file, in GRDB by `Configuration.prepareDatabase`; the store checkpoints
    ///   for all.
    ///
    /// - Parameters:
    ///   - drafts: made by `JobQueue.draft(_:options:)`, or by hand; then check them with `JobDraft.check(limits:)`.
    ///   - connection: a `sqlite3*` on the store's file, with a transaction open (`BEGIN IMMEDIATE` at best: a plain `BEGIN` that has read
    ///     cannot be made to write once another connection has written). It must belong to the libsqlite3 that this module is linked with, the
    ///     system's: a handle of another copy in the same process, such as one built into a package, is memory of another library.
    /// - Returns: in the order of the drafts.
    /// - Throws: `JobStoreError`: `.invalid` for a connection without a transaction, that may only read, or to another file, `.unavailable` when the file is locked,
    ///   `.unusable` where `prepare()` has not made the tables.
    @discardableResult
    public func enqueue(_ drafts: [JobDraft], in connection: OpaquePointer) throws -> [EnqueueResult] {
        try CallersTransaction(connection, of: database).enqueue(drafts)
    }
}

/// A transaction on a connection that is not the store's.
struct CallersTransaction {
    private static let savepoint = "jobkit_enqueue"

    private let connection: Connection
    private let database: Database

    init(_ handle: OpaquePointer, of database: Database) throws {
        connection = Connection(borrowing: handle)
        self.database = database
        guard connection.isInTransaction else {
            throw refusal(.invalid, "the connection has no transaction open", "Call this between BEGIN IMMEDIATE and COMMIT.")
        }
        guard try connection.mayWrite() else {
            throw refusal(
                .invalid, "the connection may only read", "Give a connection that may write, with GRDB that of `write` and not of `read`.")
        }
        guard isSameFile else {
            throw refusal(
                .invalid, "the connection is to \(connection.path.isEmpty ? "another database" : connection.path)",
                "Give a connection whose main database is the store's file, or make a store for that file.")
        }
    }

    func enqueue(_ drafts: [JobDraft]) throws -> [EnqueueResult] {
        guard !drafts.isEmpty else { return [] }
        do {
            try checkSchema()
            try connection.execute("SAVEPOINT \(Self.savepoint)")
            do {
                let session = Session(connection: connection, clock: SteadyClock(database.environment))
                // The store's own clock may be behind a step that another process has followed.
                try ClockKeeper(session: session, environment: database.environment).look()
                let results = try session.enqueue(drafts)
                try session.writeGathered()
                try connection.execute("RELEASE \(Self.savepoint)")
                return results
            } catch {
                // Best effort: errors such as a full disk have rolled back the whole transaction already.
                if connection.isInTransaction {
                    try? connection.execute("ROLLBACK TO \(Self.savepoint)")
                    try? connection.execute("RELEASE \(Self.savepoint)")
                }
                throw error
            }
        } catch {
            throw database.storeError(error, "enqueue into")
        }
    }

    private func checkSchema() throws {
        try Migrator(subject: "enqueue into \(database.path)", migrations: database.migrations).check(connection)
    }

    private var isSameFile: Bool {
        var own = stat()
        var callers = stat()
        guard stat(database.path, &own) == 0, stat(connection.path, &callers) == 0 else { return false }
        return own.st_dev == callers.st_dev && own.st_ino == callers.st_ino
    }

    private func refusal(_ code: JobStoreError.Code, _ cause: String, _ remedy: String) -> JobStoreError {
        JobStoreError(code, subject: "enqueue into \(database.path)", cause: cause, remedy: remedy)
    }
}
