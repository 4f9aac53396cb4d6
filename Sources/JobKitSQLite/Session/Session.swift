import JobKit

/// A connection and what it remembers between transactions; the verbs are written as its extensions. Lives on one thread.
final class Session {
    let connection: Connection
    let clock: SteadyClock
    let lanes: Lanes
    let receipts: ReceiptCache
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

    /// Forgets what a transaction that was rolled back may have left.
    func forget() {
        lanes.forget()
        receipts.forget()
        hasNews = false
    }
}
