extension SQL {
    static let renewReceipt = "UPDATE jobkit_receipt SET until = ?2 WHERE token = ?1"
    static let insertWorker = "INSERT INTO jobkit_worker (id, queues, kinds, concurrency, seen_at) VALUES (?, ?, ?, ?, ?)"
    static let workerIDs = "SELECT id FROM jobkit_worker"
    static let deleteWorker = "DELETE FROM jobkit_worker WHERE id = ?"
    static let deleteWorkersSeenBefore = "DELETE FROM jobkit_worker WHERE seen_at < ?"
    static let workersSeenSince = "SELECT id, queues, kinds, concurrency, seen_at FROM jobkit_worker WHERE seen_at >= ?"
    static let pauseQueue = "INSERT INTO jobkit_paused (queue) VALUES (?) ON CONFLICT DO NOTHING"
    static let resumeQueue = "DELETE FROM jobkit_paused WHERE queue = ?"
}
