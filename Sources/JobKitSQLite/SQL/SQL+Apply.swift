extension SQL {
    static let jobByID = """
        SELECT seq, lane, priority, coalesce((SELECT due FROM jobkit_moved WHERE seq = job.seq), due) FROM jobkit_job AS job WHERE id = ?
        """
    static let ready = "SELECT attempt, deadline, flags FROM jobkit_ready WHERE lane = ? AND priority = ? AND due = ? AND seq = ?"
    static let finishedState = "SELECT state FROM jobkit_finished WHERE seq = ?"
    static let insertFinished = """
        INSERT INTO jobkit_finished (seq, lane, state, attempt, due, deadline, started_at, finished_at, output)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let deleteFinished = "DELETE FROM jobkit_finished WHERE seq = ?"
    static let noteMoved = """
        INSERT INTO jobkit_moved (seq, due) VALUES (?, ?) ON CONFLICT (seq) DO UPDATE SET due = excluded.due
        """
    static let insertFailure = """
        INSERT INTO jobkit_failure (seq, attempt, worker, started_at, failed_at, type, message, consequence) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let failureCount = "SELECT count(*) FROM jobkit_failure WHERE seq = ?"
    static let middleFailures = """
        SELECT attempt, worker, started_at, failed_at, type, message, consequence, id FROM jobkit_failure WHERE seq = ? ORDER BY id
        LIMIT 2 OFFSET ?
        """
    static let updateFailure = """
        UPDATE jobkit_failure SET attempt = ?2, worker = ?3, started_at = ?4, failed_at = ?5, type = ?6, message = ?7, consequence = ?8
        WHERE id = ?1
        """
    static let deleteFailure = "DELETE FROM jobkit_failure WHERE id = ?"
    static let anyCancelRequest = "SELECT 1 FROM jobkit_cancel_request LIMIT 1"
    static let cancelRequest = "SELECT at FROM jobkit_cancel_request WHERE seq = ?"
    static let insertCancelRequest = "INSERT INTO jobkit_cancel_request (seq, at) VALUES (?, ?) ON CONFLICT DO NOTHING"
    static let deleteCancelRequest = "DELETE FROM jobkit_cancel_request WHERE seq = ?"
    static let upsertProgress = """
        INSERT INTO jobkit_progress (seq, stage, fraction, message) VALUES (?, ?, ?, ?) ON CONFLICT (seq)
        DO UPDATE SET stage = excluded.stage, fraction = excluded.fraction, message = excluded.message
        """
    /// Replaces the row instead of updating it: so the latest has the highest row number, among names too that only Swift takes for equal.
    static let upsertStep = "INSERT OR REPLACE INTO jobkit_step (seq, name, result) VALUES (?, ?, ?)"
}
