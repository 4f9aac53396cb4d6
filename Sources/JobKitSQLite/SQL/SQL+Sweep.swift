extension SQL {
    static let lapsedClaims = "SELECT token FROM jobkit_receipt WHERE until <= ? ORDER BY worker, until"
    static let heldByWorker = "SELECT worker, sum(remaining) FROM jobkit_receipt GROUP BY worker"
    static let overdueJob = "SELECT id, max_attempts FROM jobkit_job WHERE seq = ?"
    static let readyPastDeadline = """
        SELECT seq, due, attempt, deadline FROM jobkit_ready WHERE deadline IS NOT NULL AND deadline <= ? ORDER BY deadline
        """
    static let finishedBefore = """
        SELECT seq FROM jobkit_finished WHERE state = ? AND finished_at < ? ORDER BY finished_at LIMIT ?
        """
    static let tagsBySeq = "SELECT tags FROM jobkit_job WHERE seq = ?"
    static let deleteTag = "DELETE FROM jobkit_tag WHERE tag = ? AND seq = ?"
    /// Everything that belongs to a finished job, besides its tags.
    static let deletesOfJob = [
        "DELETE FROM jobkit_finished WHERE seq = ?",
        "DELETE FROM jobkit_moved WHERE seq = ?",
        "DELETE FROM jobkit_failure WHERE seq = ?",
        "DELETE FROM jobkit_cancel_request WHERE seq = ?",
        "DELETE FROM jobkit_progress WHERE seq = ?",
        "DELETE FROM jobkit_step WHERE seq = ?",
        "DELETE FROM jobkit_job WHERE seq = ?",
    ]
}
