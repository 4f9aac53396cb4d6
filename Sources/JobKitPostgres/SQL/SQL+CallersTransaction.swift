/// The statements that run on connections of callers, with the callers' settings.
extension SQL {
    /// The key of an advisory lock, held by a handler's transaction that has written under the lease of the job with this number, and by a
    /// session that is about to end that attempt.
    static func endKey(_ seq: String) -> String { "hashtextextended({channel} || ':' || \(seq)::text, 0)" }

    static let isolation = "SELECT current_setting('transaction_isolation')"

    /// Sessions that end attempts hold it for a moment. Statements that run afterwards see their commits.
    static let lockEnd = """
        SELECT pg_advisory_xact_lock(\(endKey("j.seq"))) FROM (SELECT seq FROM {jobkit}.job WHERE id = $1::uuid OFFSET 0) AS j
        """
    /// The place of a claim, if it is open and its job is $3. Locks nothing of the claim, which belongs to the whole batch.
    private static let held = """
        held AS MATERIALIZED (
            SELECT s.seqs[$2::int + 1] AS seq, s.lines[$2::int + 1] AS line, s.attempts[$2::int + 1] AS attempt, s.dues[$2::int + 1] AS due,
                s.deadlines[$2::int + 1] AS deadline, r.claimed_at
            FROM (SELECT * FROM {jobkit}.receipt WHERE token = $1::uuid OFFSET 0) AS r
                CROSS JOIN LATERAL (SELECT * FROM {jobkit}.receipt_members AS m WHERE m.token = r.token OFFSET 0) AS s
            WHERE CASE WHEN $2::int < 8 * octet_length(r.open) THEN get_bit(r.open, $2::int) = 1 END AND s.ids[$2::int + 1] = $3::uuid
                AND NOT EXISTS (SELECT FROM {jobkit}.loose_end AS l WHERE l.seq = s.seqs[$2::int + 1])
        )
        """
    static let completeHeld = """
        WITH \(held),
        ended AS (
            INSERT INTO {jobkit}.finished (seq, lane, state, attempt, due, deadline, started_at, finished_at, output)
            SELECT seq, \(Line.lane), 1, attempt, due, deadline, claimed_at, {jobkit}.clock(), $4::bytea FROM held
        ),
        counted AS (INSERT INTO {jobkit}.finished_change (lane, state, count) SELECT \(Line.lane), 1, 1 FROM held),
        loose AS (INSERT INTO {jobkit}.loose_end (seq) SELECT seq FROM held)
        SELECT seq FROM held
        """
    static let saveHeldStep = """
        WITH \(held)
        INSERT INTO {jobkit}.step (seq, name, result) SELECT seq, $4::text, $5::bytea FROM held
        ON CONFLICT (seq, normalize(name)) DO UPDATE SET name = excluded.name, result = excluded.result RETURNING seq
        """
    /// The steps of a job: name, size of the result in bytes, and for one of them the result.
    static let stepsAndOne = """
        SELECT name, octet_length(result), CASE WHEN normalize(name) = normalize($2::text) THEN encode(result, 'base64') END
        FROM {jobkit}.step WHERE seq = (SELECT seq FROM {jobkit}.job WHERE id = $1::uuid)
        """

    // The statements of the sessions that end attempts.

    /// Those of these jobs whose attempts can be ended now: no transaction of a handler's that has written under them is open.
    static let tryEnds = "SELECT seq FROM unnest($1::bigint[]) AS seq WHERE pg_try_advisory_xact_lock(\(endKey("seq")))"
    /// Run this after `tryEnds`, as a statement of its own: it then sees the commits from before the lock was free.
    static let looseEnds = "SELECT seq FROM {jobkit}.loose_end WHERE seq = ANY ($1::bigint[])"
    static let deleteLooseEnds = "DELETE FROM {jobkit}.loose_end WHERE seq = ANY ($1::bigint[])"
    /// Nearly always none.
    static let everyLooseEnd = "(SELECT seq FROM {jobkit}.loose_end)"
}
