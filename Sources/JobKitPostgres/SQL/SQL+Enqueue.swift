extension SQL {
    /// Assigns the numbers in the order of the drafts. Skips an id that already exists, or occurs twice in the batch. A due time that has
    /// passed counts as now, as in `JobTime.dueTime(at:backTo:)`. The last three parameters are the lanes: see `noteLanes`.
    static let enqueue = """
        WITH \(Line.hastyClock),
        draft AS MATERIALIZED (
            SELECT d.*, now, seen,
                CASE WHEN d.due_is_delay THEN {jobkit}.later(now, d.due) ELSE greatest(now, d.due) END AS at,
                CASE WHEN d.deadline_is_delay THEN {jobkit}.later(now, d.deadline) ELSE d.deadline END AS ends
            FROM clock, unnest(
                $1::uuid[], $2::bigint[], $3::smallint[], $4::bigint[], $5::bigint[], $6::bool[], $7::bigint[], $8::bool[], $9::bigint[], $10::bigint[],
                $11::text[], $12::bytea[], $13::bytea[]
            ) WITH ORDINALITY AS d (
                id, lane, priority, version, due, due_is_delay, deadline, deadline_is_delay, max_attempts, timeout, tags, headers, payload, number
            )
        ),
        \(noted(from: 14)),
        stored AS (
            INSERT INTO {jobkit}.job (id, line, version, due, deadline, created_at, max_attempts, timeout, tags, headers, payload)
            SELECT id, \(Line.sql(lane: "lane + priority * 2", due: "at")), version, at, ends, now, max_attempts, timeout, tags::text[], headers, payload
            FROM draft ORDER BY number
            ON CONFLICT (id) DO NOTHING RETURNING seq, id, line, due, deadline, created_at AS now, tags
        ),
        waiting AS (
            INSERT INTO {jobkit}.ready (line, due, seq, attempt, deadline, expires)
            SELECT line, due, seq, 0, deadline, \(Line.expiry("deadline")) FROM stored
        ),
        tagged AS (
            INSERT INTO {jobkit}.tag (tag, seq) SELECT DISTINCT normalize(tag), seq FROM stored, unnest(stored.tags) AS tag
        )
        SELECT id FROM stored
        """

    static let linesByID = "SELECT id, line FROM {jobkit}.job WHERE id = ANY ($1::uuid[])"

    // By COPY: the numbers and the time come first, since COPY returns nothing.

    /// The lock that an INSERT takes. The clock is read after it.
    static let lockReadyTable = "LOCK TABLE {jobkit}.ready IN ROW EXCLUSIVE MODE"
    static let nextNumbers = """
        WITH \(Line.hastyClock)
        SELECT clock.now, clock.seen, nextval(job.numbers) AS seq FROM clock,
            (SELECT pg_get_serial_sequence(format('%I.job', $2::text), 'seq')::regclass AS numbers OFFSET 0) AS job,
            generate_series(1, $1::bigint)
        """
    static let copyJobs = """
        COPY {jobkit}.job (seq, id, line, version, due, deadline, created_at, max_attempts, timeout, tags, headers, payload)
        FROM STDIN (FORMAT binary)
        """
    static let insertCopied = """
        INSERT INTO {jobkit}.ready (line, due, seq, attempt, deadline, expires)
        SELECT line, due, seq, 0, deadline, CASE WHEN deadline IS NOT NULL THEN greatest(deadline, $5::bigint) END FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS r (line, due, seq, deadline)
        """
    static let insertTags = """
        INSERT INTO {jobkit}.tag (tag, seq) SELECT DISTINCT normalize(tag), seq FROM unnest($1::bigint[], $2::text[]) AS t (seq, tag)
        """
}
