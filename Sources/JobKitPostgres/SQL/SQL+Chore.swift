/// The tasks that one process does for all.
extension SQL {
    /// Returns a row if it is this process's turn; the next turn comes no sooner than in $2. Also due when the clock was set back.
    static let beginChore = """
        UPDATE {jobkit}.chore SET begun_at = clock.now, due = {jobkit}.later(clock.now, $2::bigint)
        FROM (SELECT {jobkit}.clock() AS now OFFSET 0) AS clock,
            (SELECT name FROM {jobkit}.chore WHERE name = $1::text FOR UPDATE) AS before
        WHERE chore.name = before.name AND (chore.due <= clock.now OR chore.begun_at > clock.now) RETURNING clock.now
        """

    static let earliest = "SELECT {jobkit}.earliest_to_come($1::text, {jobkit}.clock()) AS earliest"
    /// Removes the names of lanes that have no job, no note younger than two days, and no writer that took such a note for a young one: all
    /// current writers began after $1. Waiting and running jobs are all checked. Of the others the oldest hundred thousand jobs are
    /// checked, and lanes that may have younger ones stay; the creation times of the last thousand of those give the limit, since a single
    /// one may come from a wrong clock.
    static let forgetLanes = """
        WITH clock AS MATERIALIZED (SELECT {jobkit}.clock() AS now),
        oldest AS MATERIALIZED (SELECT seq, line, created_at FROM {jobkit}.job ORDER BY seq LIMIT 100000),
        youngest AS MATERIALIZED (SELECT created_at FROM oldest ORDER BY seq DESC LIMIT 1000),
        latest AS MATERIALIZED (SELECT id, max(noted_at) AS noted_at FROM {jobkit}.lane GROUP BY id),
        idle AS MATERIALIZED (
            SELECT latest.id FROM latest, clock
            WHERE latest.noted_at < least(
                    $1::bigint, CASE WHEN (SELECT count(*) FROM oldest) < 100000 THEN now ELSE (SELECT min(created_at) FROM youngest) END
                ) - 2 * 86400000000
                AND NOT EXISTS (SELECT FROM {jobkit}.ready AS r WHERE r.line >= latest.id AND r.line <= latest.id + 7 OFFSET 0)
            EXCEPT SELECT \(Line.lane) FROM oldest
            EXCEPT SELECT \(Line.lane) FROM (SELECT unnest(lines) AS line FROM {jobkit}.receipt_members) AS held
        ),
        marks AS (DELETE FROM {jobkit}.watermark WHERE \(Line.lane) = ANY (ARRAY(SELECT id FROM idle))),
        counts AS (DELETE FROM {jobkit}.finished_count WHERE lane = ANY (ARRAY(SELECT id FROM idle))),
        older AS (
            DELETE FROM {jobkit}.lane AS l USING latest
            WHERE l.id = latest.id AND l.noted_at < latest.noted_at AND l.id <> ALL (ARRAY(SELECT id FROM idle))
        )
        DELETE FROM {jobkit}.lane WHERE id = ANY (ARRAY(SELECT id FROM idle))
        """

    // The check of the watermarks.

    /// The beginning of the last check that was completed.
    static let checkedAt = "SELECT begun_at FROM {jobkit}.chore WHERE name = 'watermarks checked'"
    static let noteChecked = "UPDATE {jobkit}.chore SET begun_at = $1::bigint WHERE name = 'watermarks checked'"
}
