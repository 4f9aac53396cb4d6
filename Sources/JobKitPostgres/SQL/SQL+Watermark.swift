/// A claim looks no earlier than its lines' watermarks. The statements here move them; a decision record tells why that loses nothing.
extension SQL {
    /// The earliest due time that a job may still get in a line with an odd number: whoever puts one there holds this lock, and takes a time no
    /// earlier than its transaction's beginning. NULL where that is not to be known: a prepared transaction, or a role that may not see others.
    /// A little is left for clocks that are corrected.
    static let earliestToCome = """
        SELECT now, now - 50000 - age AS earliest FROM (SELECT {jobkit}.clock() AS now) AS clock, (
            SELECT CASE WHEN count(*) = count(a.xact_start)
                THEN greatest((extract(epoch FROM max(clock_timestamp() - a.xact_start)) * 1000000)::bigint, 0) END AS age
            FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
            WHERE l.locktype = 'relation' AND l.relation = to_regclass(format('%I.ready', $1::text)) AND l.mode = 'RowExclusiveLock'
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        ) AS writers
        """
    /// Moves the marks of these lines to their first job, or to the time before which none can come. To be run after `earliestToCome` was answered,
    /// so that what was committed before is seen. Nobody waits for the disk: a mark that is lost in a crash leaves an earlier one.
    static let moveWatermarks = """
        WITH old AS MATERIALIZED (
            SELECT l.line, coalesce((
                SELECT due FROM {jobkit}.watermark AS w WHERE w.line = l.line AND w.noted_at <= $3::bigint ORDER BY due DESC LIMIT 1
            ), -9223372036854775808) AS due FROM unnest($1::bigint[]) AS l (line)
        ),
        new AS MATERIALIZED (
            SELECT old.line, old.due AS before, coalesce((
                SELECT due FROM {jobkit}.ready AS r WHERE r.line = old.line AND r.due >= old.due AND r.due < $2::bigint
                ORDER BY due, seq LIMIT 1
            ), $2::bigint) AS due FROM old
        )
        INSERT INTO {jobkit}.watermark (line, due, noted_at)
        SELECT line, due, $3::bigint FROM new, (SELECT set_config('synchronous_commit', 'off', true) OFFSET 0) AS unhurried WHERE due > before
        ON CONFLICT DO NOTHING
        """
    /// Removes marks that newer ones replace.
    static let forgetWatermarks = """
        WITH newest AS MATERIALIZED (
            SELECT line, max(due) AS due FROM {jobkit}.watermark WHERE noted_at <= {jobkit}.clock() GROUP BY line
        )
        DELETE FROM {jobkit}.watermark AS w USING newest WHERE w.line = newest.line AND w.due < newest.due
        """
    /// A row for the one who is to check the marks now; the next will be no sooner than in $1. Also due when the clock was set back.
    static let beginCheck = """
        UPDATE {jobkit}.chore SET begun_at = clock.now, due = {jobkit}.later(clock.now, $1::bigint)
        FROM (SELECT {jobkit}.clock() AS now OFFSET 0) AS clock
        WHERE name = 'check watermarks' AND (due <= clock.now OR begun_at > clock.now) RETURNING name
        """
    /// Takes back the marks of a line whose newest one is above a job, which cannot be while the clock goes forwards. One look for each line: it steps over
    /// every dead row that somebody may still see.
    static let checkWatermarks = """
        WITH newest AS MATERIALIZED (SELECT line, max(due) AS due FROM {jobkit}.watermark GROUP BY line),
        wrong AS MATERIALIZED (
            SELECT newest.line FROM newest CROSS JOIN LATERAL (
                SELECT FROM {jobkit}.ready AS r WHERE r.line = newest.line AND r.due < newest.due ORDER BY due, seq LIMIT 1
            ) AS below
        )
        DELETE FROM {jobkit}.watermark AS w
        WHERE noted_at > {jobkit}.clock() OR EXISTS (SELECT FROM wrong WHERE wrong.line = w.line)
        """
}
