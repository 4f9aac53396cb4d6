import Foundation

/// Copies the write-ahead log into the database, so that the log stays small. The only place that checkpoints.
///
/// SQLite up to 3.51.2 can lose a commit when a checkpoint is under way while another connection starts the log over (sqlite.org/wal.html,
/// "The WAL-reset bug"): the checkpoint then marks pages of the new log as copied that it has not seen. Starting the log over is part of a
/// commit, and takes SQLite's write lock. So the writer takes that lock (`BEGIN IMMEDIATE`), and a second connection of the same thread
/// checkpoints meanwhile, in the passive mode, which needs no write lock of its own. While the checkpoint runs, no connection can commit or
/// start the log over, nor, by the same rule, can another JobKit process checkpoint: the lock is the one that SQLite itself relies on, in
/// every process, and commits pay nothing for it. FULL, RESTART and TRUNCATE are not used: they take the lock by themselves, but go on
/// without it when they do not get it. SQLite's own checkpoint when the last connection closes locks the whole file. The checkpointer
/// cannot see a connection of the service's own that checkpoints; the service must set wal_autocheckpoint to 0.
struct Checkpointer {
    /// A checkpoint is due when the log holds this many pages, unless the options say otherwise: 8 MiB with pages of 4 KiB.
    static let pages = 2_000
    /// The log's file is cut to this size when it starts over.
    static let logBytesKept = 32 << 20
    /// How long at a time the lock is kept for readers to leave a log that they have kept from starting over.
    private static let pause = timespec(tv_sec: 0, tv_nsec: 5_000_000)
    /// The most such pauses, twice; a reader that stays longer keeps the log growing.
    private static let mostPauses = 10

    private let second: Connection
    private let pages: Int
    private var nextAt: Int

    /// - Parameters:
    ///   - second: a connection of the writer's thread that is used for nothing else.
    ///   - pages: how many pages in the log make a checkpoint due.
    init(second: Connection, pages: Int = Checkpointer.pages) throws {
        self.second = second
        self.pages = max(1, pages)
        nextAt = self.pages
        // Before its first read, a connection does not know that there is a log, and checkpoints nothing.
        _ = try second.integer("SELECT count(*) FROM sqlite_schema")
    }

    /// Called between transactions.
    ///
    /// - Returns: the result of a checkpoint; `nil` when none was due.
    mutating func runIfDue(_ writer: Connection) throws -> (inLog: Int, done: Int)? {
        let found = writer.logPages
        // The log has started over since.
        if found < nextAt - pages { nextAt = pages }
        guard found >= nextAt else { return nil }
        // A checkpoint that readers kept from ending the log is not repeated at every commit.
        nextAt = found + pages
        return try run(writer)
    }

    /// - Returns: the pages in the log, and how many of them are in the database now.
    @discardableResult
    func run(_ writer: Connection) throws -> (inLog: Int, done: Int) {
        try writer.statement("BEGIN IMMEDIATE").run()
        defer { writer.rollBack() }
        var found = try second.passiveCheckpoint()
        // The larger the log has become, the longer writers may be kept waiting for it to start over.
        let crowding = found.inLog / (4 * pages)
        let pauses = min(crowding * crowding, Self.mostPauses)
        // While the lock is kept, no connection adds to the log. Readers from before its last commit keep pages that they have not seen
        // from being copied; once they have ended, all pages can be copied.
        for _ in 0..<pauses where found.done < found.inLog {
            wait()
            found = try second.passiveCheckpoint()
        }
        guard found.done == found.inLog else { return found }
        // Readers from before the end of the copy still use the log; later readers read the database. When the former have ended, the next
        // commit finds the log free and starts it over.
        for _ in 0..<pauses { wait() }
        return found
    }

    private func wait() {
        var pause = Self.pause
        nanosleep(&pause, nil)
    }

    func close() {
        second.close()
    }
}
