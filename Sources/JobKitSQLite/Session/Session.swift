import JobKit

/// A connection and its state between transactions; the operations are written as its extensions. Lives on one thread.
final class Session {
    let connection: Connection
    let clock: SteadyClock
    let lanes: Lanes
    let receipts: ReceiptCache
    /// The jobs that the transaction under way finishes, retries and prunes; see `writeGathered`.
    let finishedCounts = FinishedCounts()
    /// Whether the transaction under way made a change that a subscriber may be waiting for.
    var hasNews = false

    init(connection: Connection, clock: SteadyClock) {
        self.connection = connection
        self.clock = clock
        lanes = Lanes(connection: connection)
        receipts = ReceiptCache()
    }

    /// The time on the store's clock.
    var now: Timestamp { clock.now }
    /// The time with which ages are measured; see `ClockKeeper`.
    var steadyNow: Timestamp { clock.steady(now) }

    func statement(_ sql: String, copy: Int = 0) throws -> Statement {
        try connection.statement(sql, copy: copy)
    }

    /// Call this before each COMMIT, also that of a caller's transaction: makes the writes that are done once a transaction.
    func writeGathered() throws {
        try finishedCounts.write(self)
    }

    /// Drops the state that a rolled-back transaction may have left.
    func forget() {
        lanes.forget()
        receipts.forget()
        finishedCounts.forget()
        hasNews = false
    }
}
