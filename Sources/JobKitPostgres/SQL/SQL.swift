/// Every statement, as constants: one file a verb, the names of `JobStore`. `{jobkit}` stands for the schema, which the connection puts in, quoted,
/// when it prepares the statement; no other value is ever spliced in.
///
/// A plan is kept until the table is analyzed again, however much it has grown by then, and of a table that was empty the planner takes a walk through
/// the whole index for as cheap as one look into it. So nothing here leaves it a choice: a table is joined from a subquery with `OFFSET 0`, which is
/// planned alone, and rows go by keys or ctids in an array. `PlanTests` looks at the plans.
enum SQL {
    /// Whatever the database has for those who do not say: who has waited for a lock reads what was committed meanwhile.
    static let begin = "BEGIN ISOLATION LEVEL READ COMMITTED"
    static let beginSnapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    static let commit = "COMMIT"
    static let now = "SELECT {jobkit}.clock() AS now"

    static let notify = "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1::text, '')"

    // Lanes.

    static let lanes = "SELECT id, queue, kind FROM {jobkit}.lane WHERE id > $1::int ORDER BY id"
    static let insertLanes = """
        INSERT INTO {jobkit}.lane (queue, kind) SELECT * FROM unnest($1::text[], $2::text[]) ORDER BY 1, 2 ON CONFLICT DO NOTHING
        """
}
