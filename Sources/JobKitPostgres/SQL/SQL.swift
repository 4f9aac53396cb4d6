/// Every statement, as constants: one file a verb, the names of `JobStore`. `{jobkit}` stands for the schema, which the connection inserts,
/// quoted, when it prepares the statement; no other value is ever spliced in.
///
/// A plan is kept until the table is analyzed again, however much it has grown by then, and for an empty table the planner considers a scan
/// of the whole index as cheap as one lookup in it. So the statements leave it no choice: a table is joined from a subquery with `OFFSET
/// 0`, which is planned alone, and rows are found by keys or ctids in an array. `PlanTests` checks the plans.
enum SQL {
    /// Overrides the database's default isolation: a statement that has waited for a lock must see the commits made meanwhile.
    static let begin = "BEGIN ISOLATION LEVEL READ COMMITTED"
    static let beginSnapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    static let commit = "COMMIT"
    static let now = "SELECT {jobkit}.clock() AS now"

    static let notify = "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1::text, '')"

    // Lanes.

    static let laneIDs = """
        SELECT l.queue, l.kind, {jobkit}.lane_id(l.queue, l.kind) AS id FROM unnest($1::text[], $2::text[]) AS l (queue, kind)
        """
    static let laneNames = """
        SELECT l.id, l.queue, l.kind FROM unnest($1::bigint[]) AS wanted (id)
            CROSS JOIN LATERAL (SELECT * FROM {jobkit}.lane WHERE lane.id = wanted.id ORDER BY noted_at LIMIT 1) AS l
        """
    /// Those of these queues and kinds that ever had a job; NULL does not restrict.
    static let lanesOfQueues = """
        SELECT DISTINCT l.id FROM unnest($1::text[]) AS wanted (queue)
            CROSS JOIN LATERAL (SELECT id, kind FROM {jobkit}.lane WHERE normalize(lane.queue) = wanted.queue OFFSET 0) AS l
        WHERE coalesce(normalize(l.kind) = ANY ($2::text[]), true)
        """
    static let lanesOfKinds = "SELECT DISTINCT id FROM {jobkit}.lane WHERE normalize(kind) = ANY ($1::text[])"

    /// Adds a note of each lane of a batch that has none of the last day: number, queue and kind, in three parameters.
    static func noted(from parameter: Int) -> String {
        """
        noted AS (
            INSERT INTO {jobkit}.lane (id, queue, kind, noted_at)
            SELECT l.id, l.queue, l.kind, now FROM clock,
                unnest($\(parameter)::bigint[], $\(parameter + 1)::text[], $\(parameter + 2)::text[]) AS l (id, queue, kind)
            WHERE NOT EXISTS (SELECT FROM {jobkit}.lane AS k WHERE k.id = l.id AND k.noted_at > now - 86400000000 OFFSET 0)
        )
        """
    }
    static let noteLanes = "WITH clock AS MATERIALIZED (SELECT {jobkit}.clock() AS now), \(noted(from: 1)) SELECT FROM clock"
}
