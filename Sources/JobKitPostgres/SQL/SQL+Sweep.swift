extension SQL {
    /// The open members of lapsed claims, those of one worker together, with how many jobs it holds in all. Reads the members only of
    /// claims of workers that let one lapse. Members whose job was deleted by hand have no `max_attempts`.
    static let lapsedMembers = """
        WITH silent AS MATERIALIZED (SELECT DISTINCT normalize(worker) AS worker FROM {jobkit}.receipt WHERE until <= $1::bigint),
        held AS MATERIALIZED (
            SELECT r.token, r.worker, r.claimed_at, r.until, m.place - 1 AS place, m.seq, m.id, m.due, m.attempt, m.deadline, m.quarantine,
                count(*) OVER (PARTITION BY normalize(r.worker)) AS together
            FROM (SELECT * FROM {jobkit}.receipt WHERE normalize(worker) = ANY (ARRAY(SELECT worker FROM silent)) OFFSET 0) AS r
                CROSS JOIN LATERAL (SELECT * FROM {jobkit}.receipt_members AS m WHERE m.token = r.token OFFSET 0) AS s
                CROSS JOIN LATERAL unnest(s.seqs, s.ids, s.dues, s.attempts, s.deadlines, s.quarantines) WITH ORDINALITY
                    AS m (seq, id, due, attempt, deadline, quarantine, place)
            WHERE get_bit(r.open, (m.place - 1)::int) = 1
        ),
        lost AS MATERIALIZED (
            SELECT * FROM held WHERE until <= $1::bigint ORDER BY normalize(worker), until, token, place LIMIT $2::bigint
        )
        SELECT l.token, l.worker, l.claimed_at, l.until, l.place, l.id, l.due, l.attempt, l.deadline, l.quarantine, l.together, j.max_attempts,
            EXISTS (SELECT FROM {jobkit}.cancel_request AS c WHERE c.seq = l.seq OFFSET 0) AS cancel_requested
        FROM lost AS l LEFT JOIN LATERAL (SELECT max_attempts FROM {jobkit}.job WHERE job.seq = l.seq OFFSET 0) AS j ON true
        ORDER BY normalize(l.worker), l.until, l.token, l.place
        """
    static let pastDeadline = """
        SELECT j.id, r.seq, r.line, r.due, r.attempt, r.deadline, j.max_attempts, r.quarantine
        FROM (
            SELECT seq, line, due, attempt, deadline, quarantine FROM {jobkit}.ready
            WHERE expires >= \(mark(of: "\(expiryLine)", now: "$1::bigint")) AND expires <= $1::bigint ORDER BY expires LIMIT $2::bigint
        ) AS r LEFT JOIN LATERAL (SELECT id, max_attempts FROM {jobkit}.job WHERE job.seq = r.seq OFFSET 0) AS j ON true
        """
    /// Waiting rows whose job was deleted by hand.
    static let deleteStrayRows = """
        DELETE FROM {jobkit}.ready WHERE ctid = ANY (ARRAY(
            SELECT r.place_on_disk FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS stray (line, due, seq)
                CROSS JOIN LATERAL (
                    SELECT ctid AS place_on_disk FROM {jobkit}.ready AS r WHERE r.line = stray.line AND r.due = stray.due AND r.seq = stray.seq FOR UPDATE
                ) AS r
        ))
        """
    /// One sweeper prunes at a time; the others find nothing to do. A pruned job is never read again, so the order of the tables does not
    /// matter.
    static let prune = """
        WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(hashtextextended({channel} || ':prune', 0)) AS is_ours),
        ended AS MATERIALIZED (
            SELECT seq FROM {jobkit}.finished WHERE (SELECT is_ours FROM turn) AND state = $1::smallint AND finished_at < $2::bigint
                AND finished_at >= \(mark(of: finishedLine(code: "$1::smallint"), now: "{jobkit}.clock()"))
                AND seq <> ALL (ARRAY\(everyLooseEnd)) ORDER BY finished_at LIMIT $3::bigint
            FOR UPDATE SKIP LOCKED
        ),
        finished AS (DELETE FROM {jobkit}.finished WHERE seq = ANY (ARRAY(SELECT seq FROM ended)) RETURNING lane, state),
        counted AS (
            INSERT INTO {jobkit}.finished_change (lane, state, count) SELECT lane, state, -count(*) FROM finished GROUP BY lane, state
        ),
        moved AS (DELETE FROM {jobkit}.moved WHERE seq = ANY (ARRAY(SELECT seq FROM ended))),
        failure AS (DELETE FROM {jobkit}.failure WHERE seq = ANY (ARRAY(SELECT seq FROM ended))),
        request AS (DELETE FROM {jobkit}.cancel_request WHERE seq = ANY (ARRAY(SELECT seq FROM ended))),
        progress AS (DELETE FROM {jobkit}.progress WHERE seq = ANY (ARRAY(SELECT seq FROM ended))),
        step AS (DELETE FROM {jobkit}.step WHERE seq = ANY (ARRAY(SELECT seq FROM ended))),
        job AS (DELETE FROM {jobkit}.job WHERE seq = ANY (ARRAY(SELECT seq FROM ended)) RETURNING seq, tags),
        tag AS (
            DELETE FROM {jobkit}.tag WHERE ctid = ANY (ARRAY(
                SELECT t.ctid FROM (SELECT DISTINCT normalize(tag) AS tag, seq FROM job, unnest(job.tags) AS tag) AS gone CROSS JOIN LATERAL (
                    SELECT ctid FROM {jobkit}.tag WHERE tag.tag = gone.tag AND tag.seq = gone.seq OFFSET 0
                ) AS t
            ))
        )
        SELECT count(*) AS count FROM ended
        """
}
