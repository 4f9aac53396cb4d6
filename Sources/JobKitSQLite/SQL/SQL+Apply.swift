extension SQL {
    static let jobByID = """
        SELECT seq, lane, priority, coalesce((SELECT due FROM jobkit_moved WHERE seq = job.seq), due) AS due
        FROM jobkit_job AS job WHERE id = :id
        """
    static let ready = """
        SELECT attempt, deadline, flags FROM jobkit_ready WHERE lane = :lane AND priority = :priority AND due = :due AND seq = :seq
        """
    static let finishedState = "SELECT state FROM jobkit_finished WHERE seq = :seq"
    static let insertFinished = """
        INSERT INTO jobkit_finished (seq, lane, state, attempt, due, deadline, started_at, finished_at, output)
        VALUES (:seq, :lane, :state, :attempt, :due, :deadline, :started_at, :finished_at, :output)
        """
    static let deleteFinished = "DELETE FROM jobkit_finished WHERE seq = :seq"
    static let noteMoved = """
        INSERT INTO jobkit_moved (seq, due) VALUES (:seq, :due) ON CONFLICT (seq) DO UPDATE SET due = excluded.due
        """
    static let insertFailure = """
        INSERT INTO jobkit_failure (seq, attempt, worker, started_at, failed_at, type, message, consequence)
        VALUES (:seq, :attempt, :worker, :started_at, :failed_at, :type, :message, :consequence)
        """
    static let failureCount = "SELECT count(*) AS count FROM jobkit_failure WHERE seq = :seq"
    static let middleFailures = """
        SELECT attempt, worker, started_at, failed_at, type, message, consequence, id FROM jobkit_failure WHERE seq = :seq ORDER BY id
        LIMIT 2 OFFSET :number
        """
    static let updateFailure = """
        UPDATE jobkit_failure SET attempt = :attempt, worker = :worker, started_at = :started_at, failed_at = :failed_at, type = :type,
            message = :message, consequence = :consequence
        WHERE id = :id
        """
    static let deleteFailure = "DELETE FROM jobkit_failure WHERE id = :id"
    static let anyCancelRequest = "SELECT 1 FROM jobkit_cancel_request LIMIT 1"
    static let cancelRequest = "SELECT at FROM jobkit_cancel_request WHERE seq = :seq"
    static let insertCancelRequest = "INSERT INTO jobkit_cancel_request (seq, at) VALUES (:seq, :at) ON CONFLICT DO NOTHING"
    static let deleteCancelRequest = "DELETE FROM jobkit_cancel_request WHERE seq = :seq"
    static let upsertProgress = """
        INSERT INTO jobkit_progress (seq, stage, fraction, message) VALUES (:seq, :stage, :fraction, :message) ON CONFLICT (seq)
        DO UPDATE SET stage = excluded.stage, fraction = excluded.fraction, message = excluded.message
        """
    /// Replaces the row instead of updating it: so the latest has the highest row number, also among names that are equal only in Swift.
    static let upsertStep = "INSERT OR REPLACE INTO jobkit_step (seq, name, result) VALUES (:seq, :name, :result)"
}
