extension SQL {
    static let renewReceipt = "UPDATE jobkit_receipt SET until = ?2 WHERE token = ?1"
    static let upsertWorker = """
        INSERT INTO jobkit_worker (id, queues, kinds, concurrency, seen_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id)
        DO UPDATE SET queues = excluded.queues, kinds = excluded.kinds, concurrency = excluded.concurrency, seen_at = excluded.seen_at
        """
    static let deleteWorker = "DELETE FROM jobkit_worker WHERE id = ?"
    static let deleteWorkersSeenBefore = "DELETE FROM jobkit_worker WHERE seen_at < ?"
    static let workersSeenSince = "SELECT id, queues, kinds, concurrency, seen_at FROM jobkit_worker WHERE seen_at >= ? ORDER BY id"
    static let pauseQueue = "INSERT INTO jobkit_paused (queue) VALUES (?) ON CONFLICT DO NOTHING"
    static let resumeQueue = "DELETE FROM jobkit_paused WHERE queue = ?"
}
