extension SQL {
    /// One stream: the due jobs of a lane and priority, read from the front and only as far as needed.
    static let dueInStream = """
        SELECT due, seq, attempt, deadline, flags FROM jobkit_ready
        WHERE lane = ? AND priority = ? AND due <= ? ORDER BY due, seq
        """
    static let nextDueInStream = """
        SELECT due FROM jobkit_ready WHERE lane = ? AND priority = ? AND due > ? ORDER BY due LIMIT 1
        """
    static let deleteReady = "DELETE FROM jobkit_ready WHERE lane = ? AND priority = ? AND due = ? AND seq = ?"
    static let claimedJob = """
        SELECT id, version, created_at, max_attempts, timeout, tags, headers, payload FROM jobkit_job WHERE seq = ?
        """
    static let pausedQueues = "SELECT queue FROM jobkit_paused"
}
