/// A claim reads no earlier than its lines' watermarks. The statements here move them; decision 7 proves that this loses no job.
///
/// Two other orders of rows have marks too, as lines of the lane 0, which no queue and kind have: the jobs that may expire, by `expires`,
/// and the finished ones of each state, by `finished_at`. No row is ever inserted there before the beginning of the transaction that
/// inserts it.
extension SQL {
    /// The line of the jobs that may expire.
    static let expiryLine: Int64 = 1
    /// A line without rows.
    static let nowhere: Int64 = 0
    /// The line of the finished jobs of a state.
    static func finishedLine(code: Int64) -> Int64 { 1 + code }
    static func finishedLine(code: String) -> String { "1 + \(code)" }

    /// The mark of a line; where there is none, the lowest time of all.
    static func mark(of line: String, now: String) -> String {
        """
        coalesce((
            SELECT due FROM {jobkit}.watermark AS w WHERE w.line = \(line) AND w.noted_at <= \(now) ORDER BY due DESC LIMIT 1
        ), -9223372036854775808)
        """
    }

    /// The earliest time that a row may still get in these lines: NULL where another process has moved their marks a moment ago, does so
    /// now, or where the time cannot be known. Reading every lock of the server is not cheap, and once is enough for all.
    static let earliestToCome = """
        SELECT clock.now, e.earliest FROM (SELECT {jobkit}.clock() AS now OFFSET 0) AS clock LEFT JOIN LATERAL (
            SELECT {jobkit}.earliest_to_come($2::text, clock.now) AS earliest
            WHERE EXISTS (
                SELECT FROM unnest($1::bigint[]) AS asked (line) WHERE coalesce((
                    SELECT noted_at FROM {jobkit}.watermark AS w WHERE w.line = asked.line AND w.noted_at <= clock.now ORDER BY due DESC LIMIT 1
                ), -9223372036854775808) < clock.now - 45000
            ) AND pg_try_advisory_xact_lock(hashtextextended({channel} || ':marks', 0))
        ) AS e ON true
        """
    /// Moves the marks of these lines to their first job, or to the time before which no row can come. Run this after `earliestToCome` was
    /// answered, so that it sees the commits from before. It does not wait for the disk: a mark that is lost in a crash leaves an earlier
    /// one.
    static let moveWatermarks = """
        WITH old AS MATERIALIZED (
            SELECT l.line, \(mark(of: "l.line", now: "$3::bigint")) AS due FROM unnest($1::bigint[]) AS l (line)
        ),
        new AS MATERIALIZED (
            SELECT old.line, old.due AS before, least($2::bigint, CASE
                WHEN old.line = \(expiryLine) THEN (SELECT expires FROM {jobkit}.ready WHERE expires >= old.due AND expires < $2::bigint ORDER BY expires LIMIT 1)
                WHEN old.line BETWEEN 0 AND 7 THEN (
                    SELECT finished_at FROM {jobkit}.finished AS f
                    WHERE f.state = (old.line - 1)::smallint AND f.finished_at >= old.due AND f.finished_at < $2::bigint ORDER BY finished_at LIMIT 1
                )
                ELSE (
                    SELECT due FROM {jobkit}.ready AS r WHERE r.line = old.line AND r.due >= old.due AND r.due < $2::bigint ORDER BY due, seq LIMIT 1
                )
            END) AS due FROM old
        )
        INSERT INTO {jobkit}.watermark (line, due, noted_at)
        SELECT line, due, $3::bigint FROM new, (
            SELECT set_config('synchronous_commit', 'off', true), setval(to_regclass(format('%I.mark_clock', $4::text)), greatest(last_value, $3::bigint))
            FROM {jobkit}.mark_clock OFFSET 0
        ) AS unhurried WHERE due > before
        ON CONFLICT DO NOTHING
        """
    /// Removes marks that newer ones replace.
    static let forgetWatermarks = """
        WITH newest AS MATERIALIZED (
            SELECT line, max(due) AS due FROM {jobkit}.watermark WHERE noted_at <= {jobkit}.clock() GROUP BY line
        )
        DELETE FROM {jobkit}.watermark AS w USING newest WHERE w.line = newest.line AND w.due < newest.due
        """

    // The check.

    /// Lines with a mark above a live row, which is impossible while the clock goes forwards; with the row's time, no earlier than $1. One
    /// read for each: it steps over every dead row from $1 on that an old snapshot may still see. And lines with a mark of a time that has
    /// not come yet, `nowhere` among them where nothing else shows that the clock was set back.
    static let wrongWatermarks = """
        WITH newest AS MATERIALIZED (SELECT line, max(due) AS due FROM {jobkit}.watermark GROUP BY line)
        SELECT newest.line, below.due FROM newest CROSS JOIN LATERAL (
            SELECT CASE
                WHEN newest.line = \(expiryLine) THEN (SELECT expires FROM {jobkit}.ready WHERE expires >= $1::bigint AND expires < newest.due ORDER BY expires LIMIT 1)
                WHEN newest.line BETWEEN 0 AND 7 THEN (
                    SELECT finished_at FROM {jobkit}.finished AS f
                    WHERE f.state = (newest.line - 1)::smallint AND f.finished_at >= $1::bigint AND f.finished_at < newest.due ORDER BY finished_at LIMIT 1
                )
                ELSE (
                    SELECT due FROM {jobkit}.ready AS r WHERE r.line = newest.line AND r.due >= $1::bigint AND r.due < newest.due ORDER BY due, seq LIMIT 1
                )
            END AS due OFFSET 0
        ) AS below WHERE below.due IS NOT NULL
        UNION ALL SELECT DISTINCT line, -9223372036854775808 FROM {jobkit}.watermark WHERE noted_at > {jobkit}.clock()
        UNION ALL SELECT \(nowhere), -9223372036854775808 FROM {jobkit}.mark_clock WHERE last_value > {jobkit}.clock()
        """
    /// Sessions that move marks wait for it, and read them afterwards: a mark that was read before the repair cannot be moved on after it.
    static let lockWatermarks = "LOCK TABLE {jobkit}.watermark IN SHARE ROW EXCLUSIVE MODE"
    /// Lowers the marks of these lines. The newest mark counts, so higher ones are removed, and one is inserted at the first job.
    static let lowerWatermarks = """
        WITH wrong AS MATERIALIZED (
            SELECT line, min(due) AS due FROM unnest($1::bigint[], $2::bigint[]) AS w (line, due) GROUP BY line
        ),
        above AS (DELETE FROM {jobkit}.watermark AS w USING wrong WHERE w.line = wrong.line AND w.due > wrong.due)
        INSERT INTO {jobkit}.watermark (line, due, noted_at)
        SELECT line, due, {jobkit}.clock() FROM wrong WHERE due > -9223372036854775808 ON CONFLICT DO NOTHING
        """
    /// Run this after `lowerWatermarks`: no mark is younger than now.
    static let setMarkClockBack = """
        SELECT setval(to_regclass(format('%I.mark_clock', $1::text)), least(last_value, {jobkit}.clock())) AS seen FROM {jobkit}.mark_clock
        """
}
