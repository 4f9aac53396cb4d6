/// `jobkit.jobs`, for people who use SQL: a row per job, in words and times. Not for code: JobKit reads its tables, and the view may
/// change.
enum JobsView {
    static let sql = """
        -- NULL where the bytes are no text. Not for parallel plans, in which nothing may be caught.
        CREATE FUNCTION {jobkit}.text_of(bytes bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT
            SET search_path = pg_catalog, pg_temp AS $jobkit$
        BEGIN
            RETURN convert_from(bytes, 'UTF8');
        EXCEPTION WHEN OTHERS THEN RETURN NULL;
        END $jobkit$;
        -- Days and the rest apart, which stays exact; times before the year 4713 BC are as that.
        CREATE FUNCTION {jobkit}.time_of(microseconds bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
            AS $jobkit$ SELECT (timestamp 'epoch' + (t / 86400000000)::int * interval '1 day' + (t % 86400000000) * interval '1 microsecond')
                AT TIME ZONE 'UTC' FROM greatest(microseconds, -210866803200000000) AS t $jobkit$;

        CREATE VIEW {jobkit}.jobs AS
        SELECT j.id, l.kind, l.queue,
            CASE f.state WHEN 1 THEN 'completed' WHEN 2 THEN 'failed' WHEN 3 THEN 'cancelled' WHEN 4 THEN 'expired'
                ELSE CASE WHEN r.seq IS NULL THEN 'running' WHEN r.due <= {jobkit}.clock() THEN 'pending' ELSE 'scheduled' END
            END AS state,
            coalesce(f.attempt, r.attempt, h.attempt) AS attempt, j.max_attempts,
            (ARRAY['low', 'normal', 'high', 'urgent'])[(j.line & 7) / 2 + 1] AS priority, j.tags,
            {jobkit}.time_of(j.created_at) AS created_at, {jobkit}.time_of(coalesce(f.due, r.due, h.due)) AS due_at,
            {jobkit}.time_of(CASE WHEN f.seq IS NOT NULL THEN f.deadline WHEN r.seq IS NOT NULL THEN r.deadline ELSE h.deadline END) AS deadline,
            {jobkit}.time_of(coalesce(f.started_at, h.claimed_at)) AS started_at, {jobkit}.time_of(f.finished_at) AS finished_at,
            h.worker, {jobkit}.time_of(h.until) AS leased_until, p.stage, p.fraction, p.message, e.error,
            {jobkit}.text_of(j.payload) AS payload, {jobkit}.text_of(f.output) AS output
        FROM {jobkit}.job AS j
            LEFT JOIN LATERAL (SELECT kind, queue FROM {jobkit}.lane WHERE lane.id = j.line & -8 ORDER BY noted_at LIMIT 1) AS l ON true
            LEFT JOIN {jobkit}.moved AS m ON m.seq = j.seq
            LEFT JOIN {jobkit}.finished AS f ON f.seq = j.seq
            LEFT JOIN {jobkit}.ready AS r ON r.line = coalesce(m.line, j.line) AND r.due = coalesce(m.due, j.due) AND r.seq = j.seq
            LEFT JOIN (
                SELECT held.seq, held.attempt, held.due, held.deadline, receipt.worker, receipt.claimed_at, receipt.until
                FROM {jobkit}.receipt JOIN {jobkit}.receipt_members AS members USING (token)
                    CROSS JOIN LATERAL unnest(members.seqs, members.attempts, members.dues, members.deadlines) WITH ORDINALITY
                        AS held (seq, attempt, due, deadline, place)
                WHERE get_bit(receipt.open, (held.place - 1)::int) = 1
            ) AS h ON h.seq = j.seq AND f.seq IS NULL
            LEFT JOIN {jobkit}.progress AS p ON p.seq = j.seq
            LEFT JOIN LATERAL (
                SELECT type || ': ' || failure.message AS error FROM {jobkit}.failure WHERE failure.seq = j.seq ORDER BY failure.id DESC LIMIT 1
            ) AS e ON true;
        COMMENT ON VIEW {jobkit}.jobs IS 'A row a job, to look at. Enqueue with jobkit.enqueue; change jobs with JobKit alone.';
        """
}
