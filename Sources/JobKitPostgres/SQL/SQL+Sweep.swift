extension SQL {
    static let lapsedMembers = """
        SELECT m.seq FROM \(openClaims) CROSS JOIN LATERAL
            unnest(s.seqs) WITH ORDINALITY AS m (seq, place)
        WHERE r.until <= $1::bigint AND get_bit(r.open, (m.place - 1)::int) = 1 LIMIT $2::bigint
        """
    static let pastDeadline = """
        SELECT seq FROM {jobkit}.ready WHERE deadline IS NOT NULL AND deadline <= $1::bigint ORDER BY deadline LIMIT $2::bigint
        """
    /// Two sweepers at once take different jobs. Nobody asks about a pruned job again, so the order of the tables does not matter.
    static let prune = """
        WITH ended AS MATERIALIZED (
            SELECT seq FROM {jobkit}.finished WHERE state = $1::smallint AND finished_at < $2::bigint ORDER BY finished_at LIMIT $3::bigint
            FOR UPDATE SKIP LOCKED
        ),
        finished AS (DELETE FROM {jobkit}.finished WHERE seq = ANY (ARRAY(SELECT seq FROM ended))),
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
        SELECT count(*) FROM ended
        """
}
