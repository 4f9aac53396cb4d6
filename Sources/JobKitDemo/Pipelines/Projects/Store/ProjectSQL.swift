/// The projects' tables and their statements; see `Tables` for what stands in braces. The latest result is JSON.
enum ProjectSQL {
    static let schema = TablesSchema(statements: statements, lastIndex: lastIndex)

    private static let statements = [
        """
        CREATE TABLE IF NOT EXISTS {demo}project (
            id text PRIMARY KEY, name text NOT NULL UNIQUE, repository text NOT NULL, plan text, created_at bigint NOT NULL, refreshed_at bigint,
            result text
        )
        """,
        // What must outlive the retention of the jobs.
        """
        CREATE TABLE IF NOT EXISTS {demo}project_refresh (
            job text PRIMARY KEY, project text NOT NULL REFERENCES {demo}project (id) ON DELETE CASCADE, type text NOT NULL, status text NOT NULL,
            created_at bigint NOT NULL, started_at bigint, completed_at bigint, tasks_count bigint, progress_percentage double precision,
            error text, retry_count bigint NOT NULL
        )
        """,
        "CREATE INDEX IF NOT EXISTS \(lastIndex) ON {demo}project_refresh (project, created_at, job)",
    ]
    private static let lastIndex = "jobkit_demo_project_refresh_by_time"

    static let add = """
        INSERT INTO {demo}project (id, name, repository, plan, created_at)
        VALUES (CAST($1 AS text), CAST($2 AS text), CAST($3 AS text), CAST($4 AS text), CAST($5 AS bigint))
        """
    static let remove = "DELETE FROM {demo}project WHERE id = CAST($1 AS text) RETURNING id"

    private static let columns = "id, name, repository, plan, created_at, result FROM {demo}project"
    static let list = "SELECT \(columns)"
    static let find = "SELECT \(columns) WHERE id = CAST($1 AS text)"
    static let findByName = "SELECT \(columns) WHERE name = CAST($1 AS text)"

    /// Locks the project first: one that is being removed is waited for, and then found gone.
    static let note = """
        INSERT INTO {demo}project_refresh
            (job, project, type, status, created_at, started_at, completed_at, tasks_count, progress_percentage, error, retry_count)
        SELECT CAST($1 AS text), id, CAST($3 AS text), CAST($4 AS text), CAST($5 AS bigint), CAST($6 AS bigint), CAST($7 AS bigint),
            CAST($8 AS bigint), CAST($9 AS double precision), CAST($10 AS text), CAST($11 AS bigint)
        FROM {demo}project WHERE id = CAST($2 AS text) {locked}
        ON CONFLICT (job) DO UPDATE SET
            status = excluded.status, started_at = excluded.started_at, completed_at = excluded.completed_at,
            tasks_count = excluded.tasks_count, progress_percentage = excluded.progress_percentage, error = excluded.error,
            retry_count = excluded.retry_count
        RETURNING job
        """
    static let noteResult = """
        UPDATE {demo}project SET refreshed_at = CAST($2 AS bigint), result = CAST($3 AS text)
        WHERE id = CAST($1 AS text) AND coalesce(refreshed_at, CAST($2 AS bigint)) <= CAST($2 AS bigint)
        """

    static let history = """
        SELECT job, type, status, created_at, started_at, completed_at, tasks_count, progress_percentage, error, retry_count
        FROM {demo}project_refresh WHERE project = CAST($1 AS text) ORDER BY created_at DESC, job DESC LIMIT CAST($2 AS bigint)
        """
}
