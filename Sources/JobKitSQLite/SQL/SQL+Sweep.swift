extension SQL {
    static let lapsedClaims = "SELECT token FROM jobkit_receipt WHERE until <= :now ORDER BY worker, until"
    static let heldByWorker = "SELECT worker, sum(remaining) AS count FROM jobkit_receipt GROUP BY worker"
    static let overdueJob = "SELECT id, max_attempts FROM jobkit_job WHERE seq = :seq"
    static let readyPastDeadline = """
        SELECT seq, due, attempt, deadline, flags FROM jobkit_ready WHERE deadline IS NOT NULL AND deadline <= :now ORDER BY deadline
        """
    static let finishedBefore = """
        SELECT seq FROM jobkit_finished WHERE state = :state AND finished_at < :finished_at ORDER BY finished_at LIMIT :limit
        """
    static let finishedLane = "SELECT lane FROM jobkit_finished WHERE seq = :seq"
    static let tagsBySeq = "SELECT tags FROM jobkit_job WHERE seq = :seq"
    static let deleteTag = "DELETE FROM jobkit_tag WHERE tag = :tag AND lane = :lane AND seq = :seq"
    /// Deletes all data of a finished job, except its tags.
    static let deletesOfJob = [
        "DELETE FROM jobkit_finished WHERE seq = :seq",
        "DELETE FROM jobkit_moved WHERE seq = :seq",
        "DELETE FROM jobkit_failure WHERE seq = :seq",
        "DELETE FROM jobkit_cancel_request WHERE seq = :seq",
        "DELETE FROM jobkit_progress WHERE seq = :seq",
        "DELETE FROM jobkit_step WHERE seq = :seq",
        "DELETE FROM jobkit_job WHERE seq = :seq",
    ]
}
