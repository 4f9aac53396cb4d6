extension SQL {
    static let renewReceipt = "UPDATE jobkit_receipt SET until = :until WHERE token = :token"
    static let insertWorker = """
        INSERT INTO jobkit_worker (id, queues, kinds, concurrency, seen_at) VALUES (:id, :queues, :kinds, :concurrency, :seen_at)
        """
    static let workerIDs = "SELECT id FROM jobkit_worker"
    static let deleteWorker = "DELETE FROM jobkit_worker WHERE id = :id"
    static let deleteWorkersSeenBefore = "DELETE FROM jobkit_worker WHERE seen_at < :seen_at"
    static let workersSeenSince = "SELECT id, queues, kinds, concurrency, seen_at FROM jobkit_worker WHERE seen_at >= :seen_at"
    static let pauseQueue = "INSERT INTO jobkit_paused (queue) VALUES (:queue) ON CONFLICT DO NOTHING"
    static let resumeQueue = "DELETE FROM jobkit_paused WHERE queue = :queue"
}
