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

    // Lists, newest first: each gives the newest job not above a number, or goes on down from there with the lane.

    static let jobsDown = "SELECT seq, lane FROM jobkit_job WHERE seq <= ? ORDER BY seq DESC"
    /// The state in the SQL, not bound: only so is the partial index used.
    static let newestEnded = "SELECT max(seq) FROM jobkit_finished WHERE state <> 1 AND state = ? AND seq <= ?"
    static let newestEndedInLane = "SELECT max(seq) FROM jobkit_finished WHERE state <> 1 AND lane = ? AND state = ? AND seq <= ?"
    /// Completed jobs are most of the finished ones, so they are read by number, and not through an index that would have to be sorted.
    static let completedDown = "SELECT seq, lane FROM jobkit_finished NOT INDEXED WHERE state = 1 AND seq <= ? ORDER BY seq DESC"
    static let waitingInLane = "SELECT seq, due FROM jobkit_ready WHERE lane = ? AND seq <= ?"
    static let fewWaitingInLane = "SELECT seq, due FROM jobkit_ready WHERE lane = ? LIMIT ?"
    static let newestTagged = "SELECT max(seq) FROM jobkit_tag WHERE tag = ? AND lane = ? AND seq <= ?"
    static let nextLaneOfTag = "SELECT min(lane) FROM jobkit_tag WHERE tag = ? AND lane >= ?"
    static let placeBySeq = """
        SELECT lane, priority, coalesce((SELECT due FROM jobkit_moved WHERE seq = job.seq), due) FROM jobkit_job AS job WHERE seq = ?
        """

    static let finishedCounts = "SELECT lane, state, count FROM jobkit_finished_count WHERE count <> 0"
    static let addFinishedCount = """
        INSERT INTO jobkit_finished_count (lane, state, count) VALUES (?, ?, ?)
        ON CONFLICT (lane, state) DO UPDATE SET count = count + excluded.count
        """
    static let waitingCounts = "SELECT lane, due <= ?, count(*) FROM jobkit_ready GROUP BY 1, 2"
}
