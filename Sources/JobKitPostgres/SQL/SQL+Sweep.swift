extension SQL {
    static let lapsedMembers = """
        SELECT m.seq FROM {jobkit}.receipt AS r JOIN {jobkit}.receipt_members AS s USING (token) CROSS JOIN LATERAL
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
        finished AS (DELETE FROM {jobkit}.finished AS f USING ended WHERE f.seq = ended.seq),
        moved AS (DELETE FROM {jobkit}.moved AS m USING ended WHERE m.seq = ended.seq),
        failure AS (DELETE FROM {jobkit}.failure AS f USING ended WHERE f.seq = ended.seq),
        request AS (DELETE FROM {jobkit}.cancel_request AS c USING ended WHERE c.seq = ended.seq),
        progress AS (DELETE FROM {jobkit}.progress AS p USING ended WHERE p.seq = ended.seq),
        step AS (DELETE FROM {jobkit}.step AS s USING ended WHERE s.seq = ended.seq),
        job AS (DELETE FROM {jobkit}.job AS j USING ended WHERE j.seq = ended.seq RETURNING j.seq, j.tags),
        tag AS (
            DELETE FROM {jobkit}.tag AS t USING (SELECT DISTINCT normalize(tag) AS tag, seq FROM job, unnest(job.tags) AS tag) AS gone
            WHERE t.tag = gone.tag AND t.seq = gone.seq
        )
        SELECT count(*) FROM ended
        """
}
