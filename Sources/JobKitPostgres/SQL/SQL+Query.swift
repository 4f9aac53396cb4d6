extension SQL {
    static let seqsByID = "SELECT seq FROM {jobkit}.job WHERE id = ANY ($1::uuid[])"

    /// Reads jobs without their claims and errors. The state is the table that holds the job.
    static let records = """
        SELECT j.seq, j.id, j.version, j.created_at, j.max_attempts, j.timeout, j.tags, j.headers, j.payload,
            coalesce(m.line, j.line) AS line, coalesce(m.due, j.due) AS due, r.attempt, r.deadline, f.state, f.attempt AS finished_attempt,
            f.due AS finished_due, f.deadline AS finished_deadline, f.started_at, f.finished_at, f.output, p.stage, p.fraction, p.message,
            c.at AS cancel_requested_at, r.quarantine
        FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (seq, number)
            CROSS JOIN LATERAL (SELECT * FROM {jobkit}.job WHERE job.seq = wanted.seq OFFSET 0) AS j
            LEFT JOIN LATERAL (SELECT * FROM {jobkit}.moved WHERE moved.seq = j.seq OFFSET 0) AS m ON true
            LEFT JOIN LATERAL (SELECT * FROM {jobkit}.finished WHERE finished.seq = j.seq OFFSET 0) AS f ON true
            LEFT JOIN LATERAL (
                SELECT * FROM {jobkit}.ready
                WHERE line = coalesce(m.line, j.line) AND due = coalesce(m.due, j.due) AND ready.seq = j.seq OFFSET 0
            ) AS r ON true
            LEFT JOIN LATERAL (SELECT * FROM {jobkit}.progress WHERE progress.seq = j.seq OFFSET 0) AS p ON true
            LEFT JOIN LATERAL (SELECT * FROM {jobkit}.cancel_request WHERE cancel_request.seq = j.seq OFFSET 0) AS c ON true
        ORDER BY number
        """
    static let failures = """
        SELECT seq, attempt, worker, started_at, failed_at, type, message, consequence
        FROM (SELECT * FROM {jobkit}.failure WHERE seq = ANY ($1::bigint[]) OFFSET 0) AS found ORDER BY id
        """
    /// All receipts, and their members. The members would be a poor start: settled claims leave pages of them behind that an old snapshot
    /// may still see, and of receipts a row.
    static let openClaims = """
        {jobkit}.receipt AS r CROSS JOIN LATERAL (SELECT * FROM {jobkit}.receipt_members AS m WHERE m.token = r.token OFFSET 0) AS s
        """
    static let steps = "SELECT name, result FROM {jobkit}.step WHERE seq = (SELECT seq FROM {jobkit}.job WHERE id = $1::uuid)"
    static let stepNames = """
        SELECT name, ''::bytea AS result FROM {jobkit}.step WHERE seq = (SELECT seq FROM {jobkit}.job WHERE id = $1::uuid)
        """

    /// The status of jobs, without claims and without values that can be large.
    static let statuses = """
        SELECT j.seq, j.id, j.version, j.created_at, j.max_attempts, j.timeout, j.tags, coalesce(m.line, j.line) AS line,
            coalesce(m.due, j.due) AS due, r.attempt, r.deadline, f.state, f.attempt AS finished_attempt, f.due AS finished_due,
            f.deadline AS finished_deadline, f.started_at, f.finished_at, p.stage, p.fraction, p.message, c.at AS cancel_requested_at
        FROM unnest($1::uuid[]) AS wanted (id)
            CROSS JOIN LATERAL (
                SELECT seq, id, version, created_at, max_attempts, timeout, tags, line, due FROM {jobkit}.job WHERE job.id = wanted.id OFFSET 0
            ) AS j
            LEFT JOIN LATERAL (SELECT * FROM {jobkit}.moved WHERE moved.seq = j.seq OFFSET 0) AS m ON true
            LEFT JOIN LATERAL (
                SELECT state, attempt, due, deadline, started_at, finished_at FROM {jobkit}.finished WHERE finished.seq = j.seq OFFSET 0
            ) AS f ON true
            LEFT JOIN LATERAL (
                SELECT * FROM {jobkit}.ready
                WHERE line = coalesce(m.line, j.line) AND due = coalesce(m.due, j.due) AND ready.seq = j.seq OFFSET 0
            ) AS r ON true
            LEFT JOIN LATERAL (SELECT * FROM {jobkit}.progress WHERE progress.seq = j.seq OFFSET 0) AS p ON true
            LEFT JOIN LATERAL (SELECT * FROM {jobkit}.cancel_request WHERE cancel_request.seq = j.seq OFFSET 0) AS c ON true
        """
    /// The members with these numbers. Where few are requested, a claim that has none of them is skipped as a whole; where many are, each
    /// member is looked up in a hash table of them: IS TRUE keeps the planner from any other plan.
    static let heldMembers = """
        SELECT m.seq, m.due, m.attempt, (s.deadlines)[m.place::int] AS deadline, (s.quarantines)[m.place::int] AS quarantine, m.place - 1 AS place,
            r.token, r.worker, r.claimed_at, r.until
        FROM \(openClaims) CROSS JOIN LATERAL unnest(s.seqs, s.dues, s.attempts) WITH ORDINALITY AS m (seq, due, attempt, place)
        WHERE CASE WHEN cardinality($1::bigint[]) <= 16 THEN s.seqs && $1::bigint[] ELSE true END
            AND (m.seq IN (SELECT unnest($1::bigint[]))) IS TRUE AND get_bit(r.open, (m.place - 1)::int) = 1
        """

    /// The stored sums, and the changes since.
    static let finishedCounts = """
        SELECT lane, state, sum(count)::bigint AS count FROM (
            SELECT lane, state, count FROM {jobkit}.finished_count UNION ALL SELECT lane, state, count FROM {jobkit}.finished_change
        ) AS counted GROUP BY lane, state HAVING sum(count) <> 0
        """
    /// Run by one process at a time: locked rows are being added up by another.
    static let addFinishedUp = """
        WITH change AS (
            DELETE FROM {jobkit}.finished_change WHERE id = ANY (ARRAY(
                SELECT id FROM {jobkit}.finished_change ORDER BY id LIMIT 100000 FOR UPDATE SKIP LOCKED
            )) RETURNING lane, state, count
        )
        INSERT INTO {jobkit}.finished_count AS c (lane, state, count)
        SELECT lane, state, sum(count) FROM change GROUP BY lane, state HAVING sum(count) <> 0 ORDER BY lane, state
        ON CONFLICT (lane, state) DO UPDATE SET count = c.count + excluded.count
        """
    static let waitingCounts =
        "SELECT \(Line.lane) AS lane, due <= $1::bigint AS is_due, count(*) AS count FROM {jobkit}.ready GROUP BY 1, 2"
    static let runningCounts = """
        SELECT m.\(Line.lane) AS lane, count(*) AS count FROM \(openClaims) CROSS JOIN LATERAL
            unnest(s.lines, s.seqs) WITH ORDINALITY AS m (line, seq, place)
        WHERE get_bit(r.open, (m.place - 1)::int) = 1 AND m.seq <> ALL (ARRAY\(everyLooseEnd)) GROUP BY 1
        """

    // Lists: numbers of jobs below $1, newest first, of the lanes in $2, where NULL does not restrict, at most $3. Each is one part of a
    // list's query.

    private static func isWanted(_ lane: String) -> String { "coalesce(\(lane) = ANY ($2::bigint[]), true)" }
    static let jobsBelow =
        "SELECT seq FROM {jobkit}.job WHERE seq < $1::bigint AND \(isWanted(Line.lane)) ORDER BY seq DESC LIMIT $3::bigint"
    static let completedBelow = """
        SELECT seq FROM {jobkit}.finished WHERE seq < $1::bigint AND \(isWanted("lane")) AND state = 1 ORDER BY seq DESC LIMIT $3::bigint
        """
    static let endedOtherwiseBelow = """
        SELECT seq FROM {jobkit}.finished WHERE state <> 1 AND state = $4::smallint AND seq < $1::bigint AND \(isWanted("lane"))
        ORDER BY seq DESC LIMIT $3::bigint
        """
    static let waitingBelow = """
        SELECT seq FROM {jobkit}.ready WHERE \(isWanted(Line.lane)) AND seq < $1::bigint AND due >= $4::bigint AND due <= $5::bigint
        ORDER BY seq DESC LIMIT $3::bigint
        """
    static let runningBelow = """
        SELECT m.seq FROM \(openClaims) CROSS JOIN LATERAL
            unnest(s.seqs, s.lines) WITH ORDINALITY AS m (seq, line, place)
        WHERE get_bit(r.open, (m.place - 1)::int) = 1 AND m.seq < $1::bigint AND \(isWanted("m.\(Line.lane)"))
            AND m.seq <> ALL (ARRAY\(everyLooseEnd)) ORDER BY m.seq DESC LIMIT $3::bigint
        """
    /// Jobs that carry all the tags in $4, in one of the states in $5: 0 for waiting and not due, -1 for due, -2 for running, else as in
    /// finished.
    static let taggedBelow = """
        SELECT t.seq FROM {jobkit}.tag AS t
            CROSS JOIN LATERAL (SELECT * FROM {jobkit}.job WHERE job.seq = t.seq OFFSET 0) AS j
            LEFT JOIN LATERAL (SELECT * FROM {jobkit}.moved WHERE moved.seq = t.seq OFFSET 0) AS m ON true
            LEFT JOIN LATERAL (SELECT * FROM {jobkit}.finished WHERE finished.seq = t.seq OFFSET 0) AS f ON true
            LEFT JOIN LATERAL (
                SELECT * FROM {jobkit}.ready
                WHERE line = coalesce(m.line, j.line) AND due = coalesce(m.due, j.due) AND ready.seq = j.seq OFFSET 0
            ) AS r ON true
        WHERE t.tag = ($4::text[])[1] AND t.seq < $1::bigint AND \(isWanted("j.\(Line.lane)"))
            AND NOT EXISTS (
                SELECT FROM unnest($4::text[]) AS wanted (tag)
                WHERE NOT EXISTS (SELECT FROM {jobkit}.tag AS other WHERE other.tag = wanted.tag AND other.seq = t.seq OFFSET 0)
            )
            AND CASE WHEN f.seq IS NOT NULL THEN f.state WHEN r.seq IS NULL THEN -2 WHEN r.due <= $6::bigint THEN -1 ELSE 0 END = ANY ($5::int[])
        ORDER BY t.seq DESC LIMIT $3::bigint
        """
}
