extension SQL {
    static let jobFacts = """
        SELECT id, lane, priority, version, coalesce((SELECT due FROM jobkit_moved WHERE seq = job.seq), due) AS due, created_at,
            max_attempts, timeout, tags, headers, payload
        FROM jobkit_job AS job WHERE seq = :seq
        """
    static let finished = """
        SELECT state, attempt, due, deadline, started_at, finished_at, output FROM jobkit_finished WHERE seq = :seq
        """
    static let seqByID = "SELECT seq FROM jobkit_job WHERE id = :id"
    static let failures = """
        SELECT attempt, worker, started_at, failed_at, type, message, consequence FROM jobkit_failure WHERE seq = :seq ORDER BY id
        """
    static let progress = "SELECT stage, fraction, message FROM jobkit_progress WHERE seq = :seq"
    static let steps = "SELECT name, result, rowid AS number FROM jobkit_step WHERE seq = :seq"
    static let stepNames = "SELECT name, x'' AS result, rowid AS number FROM jobkit_step WHERE seq = :seq"

    // A job's status without its claim, and without values that can be large: payload, headers and output come last in their rows, and no
    // page of theirs is read.

    static let statusByID = """
        SELECT seq, lane, priority, version, coalesce((SELECT due FROM jobkit_moved WHERE seq = job.seq), due) AS due, created_at, max_attempts,
            timeout, tags
        FROM jobkit_job AS job WHERE id = :id
        """
    static let finishedStatus = """
        SELECT state, attempt, due, deadline, started_at, finished_at FROM jobkit_finished WHERE seq = :seq
        """
    static let openMembers = """
        SELECT members.members AS members, receipt.open AS open FROM jobkit_receipt AS receipt JOIN jobkit_receipt_members AS members
        ON members.token = receipt.token
        """

    // Lists, newest first: each gives the newest job not above a number, or goes on down from there with the lane.

    static let jobsDown = "SELECT seq, lane FROM jobkit_job WHERE seq <= :seq ORDER BY seq DESC"
    /// The state is in the SQL, not bound: SQLite uses the partial index only then.
    static let newestEnded = "SELECT max(seq) AS seq FROM jobkit_finished WHERE state <> 1 AND state = :state AND seq <= :seq"
    static let newestEndedInLane = """
        SELECT max(seq) AS seq FROM jobkit_finished WHERE state <> 1 AND lane = :lane AND state = :state AND seq <= :seq
        """
    /// Completed jobs are most of the finished ones, so they are read by number, and not through an index that would have to be sorted.
    static let completedDown = "SELECT seq, lane FROM jobkit_finished NOT INDEXED WHERE state = 1 AND seq <= :seq ORDER BY seq DESC"
    static let waitingInLane = "SELECT seq, due FROM jobkit_ready WHERE lane = :lane AND seq <= :seq"
    static let fewWaitingInLane = "SELECT seq, due FROM jobkit_ready WHERE lane = :lane LIMIT :limit"
    static let newestTagged = "SELECT max(seq) AS seq FROM jobkit_tag WHERE tag = :tag AND lane = :lane AND seq <= :seq"
    static let nextLaneOfTag = "SELECT min(lane) AS lane FROM jobkit_tag WHERE tag = :tag AND lane >= :lane"
    static let placeBySeq = """
        SELECT lane, priority, coalesce((SELECT due FROM jobkit_moved WHERE seq = job.seq), due) AS due
        FROM jobkit_job AS job WHERE seq = :seq
        """

    static let finishedCounts = "SELECT lane, state, count FROM jobkit_finished_count WHERE count <> 0"
    static let addFinishedCount = """
        INSERT INTO jobkit_finished_count (lane, state, count) VALUES (:lane, :state, :count)
        ON CONFLICT (lane, state) DO UPDATE SET count = count + excluded.count
        """
    static let waitingCounts = "SELECT lane, due <= :now AS is_due, count(*) AS count FROM jobkit_ready GROUP BY 1, 2"
}
