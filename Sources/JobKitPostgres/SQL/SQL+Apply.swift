extension SQL {
    /// The receipts that a batch of changes uses; every session locks them in the same order.
    static let lockReceipts = """
        SELECT r.token, r.worker, r.claimed_at, r.until, r.open, m.seqs, m.ids, m.lines, m.dues, m.attempts, m.deadlines
        FROM (SELECT DISTINCT token FROM unnest($1::uuid[]) AS token ORDER BY token) AS touched
            CROSS JOIN LATERAL (SELECT * FROM {jobkit}.receipt WHERE receipt.token = touched.token FOR UPDATE) AS r
            CROSS JOIN LATERAL (SELECT * FROM {jobkit}.receipt_members AS s WHERE s.token = touched.token OFFSET 0) AS m
        """
    /// The same, of a few places ($2) of these receipts ($1): the members of a large claim are not read for each of its jobs.
    static let lockPlaces = """
        SELECT r.token, r.worker, r.claimed_at, r.until, r.open, r.size, m.places, m.seqs, m.ids, m.lines, m.dues, m.attempts, m.deadlines
        FROM (SELECT token, array_agg(place) AS places FROM unnest($1::uuid[], $2::int[]) AS c (token, place) GROUP BY token ORDER BY token) AS touched
            CROSS JOIN LATERAL (
                SELECT receipt.*, (
                    SELECT cardinality(attempts) FROM {jobkit}.receipt_members AS s WHERE s.token = touched.token OFFSET 0
                )::bigint AS size FROM {jobkit}.receipt WHERE receipt.token = touched.token FOR UPDATE
            ) AS r
            CROSS JOIN LATERAL (
                SELECT array_agg(p) AS places, array_agg(s.seqs[p + 1]) AS seqs, array_agg(s.ids[p + 1]) AS ids, array_agg(s.lines[p + 1]) AS lines,
                    array_agg(s.dues[p + 1]) AS dues, array_agg(s.attempts[p + 1]) AS attempts, array_agg(s.deadlines[p + 1]) AS deadlines
                FROM {jobkit}.receipt_members AS s CROSS JOIN unnest(touched.places) AS p
                WHERE s.token = touched.token AND p BETWEEN 0 AND cardinality(s.attempts) - 1
            ) AS m
        """
    /// The time, and the requests to cancel, of which there are nearly always none. A session that notes one has the receipt locked, so
    /// that after `lockReceipts` none can come.
    static let cancelRequests = "SELECT {jobkit}.clock() AS now, (SELECT array_agg(seq) FROM {jobkit}.cancel_request) AS seqs"
    static let closeMembers = """
        UPDATE {jobkit}.receipt SET open = ($2::bytea[])[array_position($1::uuid[], token)] WHERE token = ANY ($1::uuid[])
        """
    static let deleteReceipts = """
        WITH members AS (DELETE FROM {jobkit}.receipt_members WHERE token = ANY ($1::uuid[])) DELETE FROM {jobkit}.receipt WHERE token = ANY ($1::uuid[])
        """

    /// Reads the clock under the lock of the statement, so that no row is inserted below the mark of its state.
    static let insertFinished = """
        WITH clock AS MATERIALIZED (SELECT {jobkit}.clock() AS now),
        counted AS (
            INSERT INTO {jobkit}.finished_change (lane, state, count) SELECT * FROM unnest($9::bigint[], $10::smallint[], $11::bigint[])
        )
        INSERT INTO {jobkit}.finished (seq, lane, state, attempt, due, deadline, started_at, finished_at, output)
        SELECT seq, lane, state, attempt, due, deadline, started_at, now, output FROM clock, unnest(
            $1::bigint[], $2::bigint[], $3::smallint[], $4::int[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bytea[]
        ) AS f (seq, lane, state, attempt, due, deadline, started_at, output)
        """
    /// Chooses the line in the statement that inserts: the mover of a watermark sees the lock that it holds, and the clock is read under
    /// it. A time that had not passed when the changes were decided, at $8, counts as not passed now.
    static let insertReady = """
        WITH \(Line.clock),
        job AS MATERIALIZED (
            SELECT j.seq, j.attempt, j.deadline, j.old_line, j.old_due, j.quarantine, at.due,
                \(Line.sql(lane: "j.old_line & -2", due: "at.due")) AS line
            FROM clock, unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[], $5::bigint[], $6::bigint[], $7::int[])
                    AS j (old_line, due, seq, attempt, deadline, old_due, quarantine)
                CROSS JOIN LATERAL (SELECT CASE WHEN j.due >= $8::bigint THEN greatest(j.due, now) ELSE j.due END AS due) AS at
        ),
        placed AS (
            INSERT INTO {jobkit}.ready (line, due, seq, attempt, deadline, expires, quarantine)
            SELECT line, due, seq, attempt, deadline, \(Line.expiry("deadline")), nullif(quarantine, 0) FROM clock, job
        )
        INSERT INTO {jobkit}.moved (seq, line, due) SELECT seq, line, due FROM job WHERE line <> old_line OR due <> old_due
        ON CONFLICT (seq) DO UPDATE SET line = excluded.line, due = excluded.due
        """
    static let insertFailures = """
        INSERT INTO {jobkit}.failure (seq, attempt, worker, started_at, failed_at, type, message, consequence)
        SELECT seq, attempt, worker, started_at, $8::bigint, type, message, consequence FROM unnest(
            $1::bigint[], $2::int[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::smallint[]
        ) WITH ORDINALITY AS f (seq, attempt, worker, started_at, type, message, consequence, number) ORDER BY number
        """
    /// Those of these jobs whose history of errors is full.
    static let fullHistories = """
        SELECT seq FROM (SELECT seq FROM {jobkit}.failure WHERE seq = ANY ($1::bigint[]) OFFSET 0) AS found GROUP BY seq HAVING count(*) >= $2::bigint
        """
    static let middleFailures = """
        SELECT id, attempt, worker, started_at, failed_at, type, message, consequence FROM {jobkit}.failure WHERE seq = $1::bigint
        ORDER BY id LIMIT 2 OFFSET $2::bigint
        """
    static let updateFailure = """
        UPDATE {jobkit}.failure SET attempt = $2::bigint, worker = $3::text, started_at = $4::bigint, failed_at = $5::bigint, type = $6::text,
            message = $7::text, consequence = $8::bigint WHERE id = $1::bigint
        """
    static let deleteFailure = "DELETE FROM {jobkit}.failure WHERE id = $1::bigint"
    static let insertCancelRequests = """
        INSERT INTO {jobkit}.cancel_request (seq, at) SELECT seq, $2::bigint FROM unnest($1::bigint[]) AS seq ON CONFLICT DO NOTHING
        """
    static let deleteCancelRequests = "DELETE FROM {jobkit}.cancel_request WHERE seq = ANY ($1::bigint[])"
    static let upsertProgress = """
        INSERT INTO {jobkit}.progress (seq, stage, fraction, message) VALUES ($1::bigint, $2::text, $3::float8, $4::text)
        ON CONFLICT (seq) DO UPDATE SET stage = excluded.stage, fraction = excluded.fraction, message = excluded.message
        """
    static let upsertStep = """
        INSERT INTO {jobkit}.step (seq, name, result) VALUES ($1::bigint, $2::text, $3::bytea)
        ON CONFLICT (seq, normalize(name)) DO UPDATE SET name = excluded.name, result = excluded.result
        """

    // One waiting or finished job at a time.

    static let waiting = """
        SELECT j.seq, coalesce(m.line, j.line) AS line, coalesce(m.due, j.due) AS due
        FROM (SELECT * FROM {jobkit}.job WHERE id = $1::uuid OFFSET 0) AS j
            LEFT JOIN LATERAL (SELECT * FROM {jobkit}.moved WHERE moved.seq = j.seq OFFSET 0) AS m ON true
        """
    static let lockReady = """
        SELECT attempt, deadline FROM {jobkit}.ready
        WHERE line = $1::bigint AND due = $2::bigint AND seq = $3::bigint FOR UPDATE
        """
    static let deleteReady = "DELETE FROM {jobkit}.ready WHERE line = $1::bigint AND due = $2::bigint AND seq = $3::bigint"
    /// Removes those of the jobs that have expired at $2 from `ready`; skips rows that another session has locked, since a sweep comes
    /// again.
    static let takeExpired = """
        WITH expired AS MATERIALIZED (
            SELECT j.id, r.* FROM unnest($1::uuid[]) AS wanted (id)
                CROSS JOIN LATERAL (SELECT seq, id, line, due FROM {jobkit}.job WHERE job.id = wanted.id OFFSET 0) AS j
                LEFT JOIN LATERAL (SELECT line, due FROM {jobkit}.moved WHERE moved.seq = j.seq OFFSET 0) AS m ON true
                CROSS JOIN LATERAL (
                    SELECT seq, line, due, attempt, deadline, ctid AS place_on_disk FROM {jobkit}.ready
                    WHERE line = coalesce(m.line, j.line) AND due = coalesce(m.due, j.due) AND ready.seq = j.seq AND deadline <= $2::bigint
                    FOR UPDATE SKIP LOCKED
                ) AS r
        ),
        removed AS (DELETE FROM {jobkit}.ready WHERE ctid = ANY (ARRAY(SELECT place_on_disk FROM expired)))
        SELECT id, seq, line, due, attempt, deadline FROM expired
        """
    static let lockFinished = """
        SELECT state, EXISTS (SELECT FROM {jobkit}.loose_end AS l WHERE l.seq = f.seq) AS is_loose_end
        FROM {jobkit}.finished AS f WHERE seq = $1::bigint FOR UPDATE
        """
    static let deleteFinished = """
        WITH gone AS (DELETE FROM {jobkit}.finished WHERE seq = $1::bigint RETURNING lane, state)
        INSERT INTO {jobkit}.finished_change (lane, state, count) SELECT lane, state, -1 FROM gone
        """
    static let existing = "SELECT id FROM {jobkit}.job WHERE id = ANY ($1::uuid[])"
}
