import Foundation
import JobKit

extension SQLiteJobStore {
    /// Stores jobs inside a transaction of the caller's, on the caller's own connection: they exist if that commits, and never existed if
    /// it is rolled back.
    ///
    ///     let draft = try queue.draft(SendReceipt(order: order.id))
    ///     try database.write { db in  // GRDB's, for example
    ///         try order.insert(db)
    ///         if let connection = db.sqliteConnection { try store.enqueue([draft], in: connection) }
    ///     }
    ///     let handle = queue.handle(for: draft.id, as: SendReceipt.self)
    ///
    /// Runs on the calling thread, at once. When it throws, the drafts of this call are not in the transaction, which is otherwise
    /// unchanged and can go on. Workers are woken once the transaction has committed.
    ///
    /// - Important: Where SQLite is older than 3.51.3, a connection that checkpoints can lose commits of other connections, this store's
    ///   jobs among them (sqlite.org/wal.html, "The WAL-reset bug"), and by default each connection does so after some commits. Run `PRAGMA
    ///   wal_autocheckpoint = 0` on each of your own connections to the file, in GRDB by `Configuration.prepareDatabase`; the store
    ///   checkpoints for all.
    ///
    /// - Parameters:
    ///   - drafts: made by `JobQueue.draft(_:options:)`, or by hand; then check them with `JobDraft.check(limits:)`.
    ///   - connection: a `sqlite3*` on the store's file, with a transaction open (`BEGIN IMMEDIATE` at best: a plain `BEGIN` that has read
    ///     cannot be made to write once another connection has written). It must belong to the libsqlite3 that this module is linked with,
    ///     the system's: a handle of another copy in the same process, such as one built into a package, is memory of another library.
    /// - Returns: the results, in the order of the drafts.
    /// - Throws: `JobStoreError`: `.invalid` for a connection without a transaction, that may only read, or to another file, `.unavailable`
    ///   when the file is locked, `.unusable` where `prepare()` has not made the tables.
    @discardableResult
    public func enqueue(_ drafts: [JobDraft], in connection: OpaquePointer) throws -> [EnqueueResult] {
        guard !drafts.isEmpty else { return [] }
        return try CallersTransaction(connection, of: database, to: "enqueue into").perform { try $0.enqueue(drafts) }
    }
}
