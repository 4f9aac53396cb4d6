import JobKit

/// A connection and what it remembers between transactions; the verbs are written as its extensions. Lives on one thread.
final class Session {
    let connection: Connection
    let clock: SteadyClock
    let lanes: Lanes
    let receipts: ReceiptCache
    /// What the transaction under way finishes, retries and prunes; see `writeGathered`.
    let finishedCounts = FinishedCounts()
    /// Whether the transaction under way did something that somebody may be waiting for.
    var hasNews = false

    init(connection: Connection, clock: SteadyClock) {
        self.connection = connection
        self.clock = clock
        lanes = Lanes(connection: connection)
        receipts = ReceiptCache()
    }

    /// What the store's clock shows.
    var now: Timestamp { clock.now }
    /// What ages are told by; see `ClockKeeper`.
    var steadyNow: Timestamp { clock.steady(now) }

    func statement(_ sql: String, copy: Int = 0) throws -> Statement {
        try connection.statement(sql, copy: copy)
    }

    /// To be called before each COMMIT, also that of a caller's transaction: writes what the verbs have left for once a transaction.
    func writeGathered() throws {
        try finishedCounts.write(self)
    }

    /// Forgets what a transaction that was rolled back may have left.
    func forget() {
        lanes.forget()
        receipts.forget()
        finishedCounts.forget()
        hasNews = false
    }
}
