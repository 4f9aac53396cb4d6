extension SQL {
    /// The first job of the first lane and priority, from these on, in which one waits: so only those that have jobs are read.
    static let firstOfStream = """
        SELECT lane, priority, due, seq, attempt, deadline, flags FROM jobkit_ready
        WHERE (lane, priority) >= (:lane, :priority) ORDER BY lane, priority, due, seq LIMIT 1
        """
    /// The jobs after one in its lane and priority, read only as far as needed.
    static let behindInStream = """
        SELECT due, seq, attempt, deadline, flags FROM jobkit_ready
        WHERE lane = :lane AND priority = :priority AND (due, seq) > (:due, :seq) ORDER BY due, seq
        """
    static let nextDueInStream = """
        SELECT due FROM jobkit_ready WHERE lane = :lane AND priority = :priority AND due > :now ORDER BY due LIMIT 1
        """
    static let deleteReady = "DELETE FROM jobkit_ready WHERE lane = :lane AND priority = :priority AND due = :due AND seq = :seq"
    static let claimedJob = """
        SELECT id, version, created_at, max_attempts, timeout, tags, headers, payload FROM jobkit_job WHERE seq = :seq
        """
    static let pausedQueues = "SELECT queue FROM jobkit_paused"
}
