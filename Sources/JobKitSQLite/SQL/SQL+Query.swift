extension SQL {
    static let jobFacts = """
        SELECT id, lane, priority, version, coalesce((SELECT due FROM jobkit_moved WHERE seq = job.seq), due), created_at, max_attempts,
            timeout, tags, headers, payload
        FROM jobkit_job AS job WHERE seq = ?
        """
    static let finished = """
        SELECT state, attempt, due, deadline, started_at, finished_at, output FROM jobkit_finished WHERE seq = ?
        """
    static let seqByID = "SELECT seq FROM jobkit_job WHERE id = ?"
    static let failures = """
        SELECT attempt, worker, started_at, failed_at, type, message, consequence FROM jobkit_failure WHERE seq = ? ORDER BY id
        """
    static let progress = "SELECT stage, fraction, message FROM jobkit_progress WHERE seq = ?"
    static let steps = "SELECT name, result, rowid FROM jobkit_step WHERE seq = ?"
    static let stepNames = "SELECT name, x'', rowid FROM jobkit_step WHERE seq = ?"

    /// How a job stands, but for who holds it. Payload, headers and output come last in their rows, and no page of theirs is read.
    static let status = """
        SELECT job.seq, job.lane, job.priority, job.version, coalesce(moved.due, job.due), job.created_at, job.max_attempts, job.timeout,
            job.tags, finished.state, finished.attempt, finished.due, finished.deadline, finished.started_at, finished.finished_at,
            ready.attempt, ready.deadline, progress.stage, progress.fraction, progress.message
        FROM jobkit_job AS job
            LEFT JOIN jobkit_moved AS moved ON moved.seq = job.seq
            LEFT JOIN jobkit_finished AS finished ON finished.seq = job.seq
            LEFT JOIN jobkit_ready AS ready
                ON ready.lane = job.lane AND ready.priority = job.priority AND ready.due = coalesce(moved.due, job.due) AND ready.seq = job.seq
            LEFT JOIN jobkit_progress AS progress ON progress.seq = job.seq
        WHERE job.id = ?
        """
    static let openMembers = """
        SELECT members.members, receipt.open FROM jobkit_receipt AS receipt JOIN jobkit_receipt_members AS members
        ON members.token = receipt.token
        """

    // Lists, newest first: each gives numbers of jobs below one, with the lane.

    static let jobsBelow = "SELECT seq, lane FROM jobkit_job WHERE seq < ? ORDER BY seq DESC"
    /// The state in the SQL, not bound: only so is the partial index used.
    static let endedOtherwiseBelow = """
        SELECT seq, lane FROM jobkit_finished WHERE state <> 1 AND state = ? AND seq < ? ORDER BY seq DESC
        """
    /// Completed jobs are most of the finished ones, so they are read by number, and not through an index that would have to be sorted.
    static let completedBelow = "SELECT seq, lane FROM jobkit_finished NOT INDEXED WHERE state = 1 AND seq < ? ORDER BY seq DESC"
    static let waitingInLane = "SELECT seq, due FROM jobkit_ready WHERE lane = ? AND seq < ?"
    static let newestTagged = "SELECT max(seq) FROM jobkit_tag WHERE tag = ? AND seq <= ?"
    static let laneBySeq = "SELECT lane FROM jobkit_job WHERE seq = ?"

    static let finishedCounts = "SELECT lane, state, count(*) FROM jobkit_finished GROUP BY lane, state"
    static let waitingCounts = "SELECT lane, due <= ?, count(*) FROM jobkit_ready GROUP BY 1, 2"
}
