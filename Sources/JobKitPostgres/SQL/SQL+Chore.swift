/// What one of all processes does for the others.
extension SQL {
    /// A row for the one whose turn it is, with when the chore was begun before; the next turn will be no sooner than in $2. Also due when the clock was set back.
    static let beginChore = """
        UPDATE {jobkit}.chore SET begun_at = clock.now, due = {jobkit}.later(clock.now, $2::bigint)
        FROM (SELECT {jobkit}.clock() AS now OFFSET 0) AS clock,
            (SELECT name, begun_at FROM {jobkit}.chore WHERE name = $1::text FOR UPDATE) AS before
        WHERE chore.name = before.name AND (chore.due <= clock.now OR chore.begun_at > clock.now) RETURNING before.begun_at, clock.now
        """

    static let earliest = "SELECT {jobkit}.earliest_to_come($1::text, {jobkit}.clock()) AS earliest"
    /// Removes what lanes are called that have no job, no mark of which is younger than two days, and in which nobody can put one who has taken such a
    /// note for a young one: whoever may still write began after $1. Of the jobs the oldest hundred thousand are looked at, and lanes that younger ones may
    /// stand in stay.
    static let forgetLanes = """
        WITH clock AS MATERIALIZED (SELECT {jobkit}.clock() AS now),
        oldest AS MATERIALIZED (SELECT line, created_at FROM {jobkit}.job ORDER BY seq LIMIT 100000),
        latest AS MATERIALIZED (SELECT id, max(noted_at) AS noted_at FROM {jobkit}.lane GROUP BY id),
        idle AS MATERIALIZED (
            SELECT latest.id FROM latest, clock
            WHERE latest.noted_at < least($1::bigint, CASE WHEN (SELECT count(*) FROM oldest) < 100000 THEN now ELSE (SELECT max(created_at) FROM oldest) END)
                - 2 * 86400000000
            EXCEPT SELECT \(Line.lane) FROM oldest
        ),
        marks AS (DELETE FROM {jobkit}.watermark WHERE \(Line.lane) = ANY (ARRAY(SELECT id FROM idle))),
        older AS (
            DELETE FROM {jobkit}.lane AS l USING latest WHERE l.id = latest.id AND l.noted_at < latest.noted_at AND l.id <> ALL (ARRAY(SELECT id FROM idle))
        )
        DELETE FROM {jobkit}.lane WHERE id = ANY (ARRAY(SELECT id FROM idle))
        """
}
