/// The statements of the projects' PostgreSQL store; the names are those of `ProjectSQL`.
///
/// The schema is the demo's own: JobKit's belongs to JobKit, and goes with it when that is removed. Times are timestamptz for people who look with psql;
/// they go in as microseconds since 1970 and come out so. The latest result is json and not jsonb, which refuses NUL in texts.
enum PostgresProjectSQL {
    static let schemaName = "jobkit_demo"

    static let schema = [
        """
        CREATE TABLE IF NOT EXISTS jobkit_demo.project (
            id text PRIMARY KEY, name text COLLATE "C" NOT NULL CONSTRAINT project_name_taken UNIQUE, repository text NOT NULL, plan text,
            created_at timestamptz NOT NULL, refreshed_at timestamptz, result json
        )
        """,
        // What must outlive the retention of the jobs.
        """
        CREATE TABLE IF NOT EXISTS jobkit_demo.project_refresh (
            job uuid PRIMARY KEY, project text NOT NULL REFERENCES jobkit_demo.project (id) ON DELETE CASCADE, type text NOT NULL,
            status text NOT NULL, created_at timestamptz NOT NULL, started_at timestamptz, completed_at timestamptz, tasks_count bigint,
            progress_percentage float8, error text, retry_count bigint NOT NULL
        )
        """,
        "CREATE INDEX IF NOT EXISTS project_refresh_by_time ON jobkit_demo.project_refresh (project, created_at, job)",
    ]

    /// In the catalog, which everybody may read: a role without rights is refused by the statements themselves, and told why.
    static let isPrepared =
        "SELECT count(*) FROM pg_indexes WHERE schemaname = 'jobkit_demo' AND indexname = 'project_refresh_by_time'"
    static let lock = "SELECT pg_advisory_xact_lock(hashtextextended('jobkit_demo', 0))"
    static let hasSchema = "SELECT count(*) FROM pg_namespace WHERE nspname = 'jobkit_demo'"
    static let createSchema = "CREATE SCHEMA jobkit_demo"

    static let add = """
        INSERT INTO jobkit_demo.project (id, name, repository, plan, created_at)
        VALUES ($1::text, $2::text, $3::text, $4::text, timestamptz 'epoch' + $5::interval)
        """
    static let remove = "DELETE FROM jobkit_demo.project WHERE id = $1::text RETURNING id"

    private static let columns =
        "id, name, repository, plan, (extract(epoch FROM created_at) * 1000000)::bigint, result FROM jobkit_demo.project"
    static let list = "SELECT \(columns) ORDER BY name"
    static let find = "SELECT \(columns) WHERE id = $1::text"
    static let findByName = "SELECT \(columns) WHERE name = $1::text"

    /// Locks the project first: one that is being removed is waited for, and then found gone.
    static let note = """
        INSERT INTO jobkit_demo.project_refresh AS known
            (job, project, type, status, created_at, started_at, completed_at, tasks_count, progress_percentage, error, retry_count)
        SELECT $1::uuid, id, $3::text, $4::text, timestamptz 'epoch' + $5::interval, timestamptz 'epoch' + $6::interval,
            timestamptz 'epoch' + $7::interval, $8::bigint, $9::float8, $10::text, $11::bigint
        FROM jobkit_demo.project WHERE id = $2::text FOR NO KEY UPDATE
        ON CONFLICT (job) DO UPDATE SET
            status = excluded.status, started_at = excluded.started_at, completed_at = excluded.completed_at,
            tasks_count = excluded.tasks_count, progress_percentage = excluded.progress_percentage, error = excluded.error,
            retry_count = excluded.retry_count
        RETURNING job
        """
    static let noteResult = """
        UPDATE jobkit_demo.project SET refreshed_at = timestamptz 'epoch' + $2::interval, result = $3::json
        WHERE id = $1::text AND coalesce(refreshed_at, timestamptz 'epoch' + $2::interval) <= timestamptz 'epoch' + $2::interval
        """

    static let history = """
        SELECT job, type, status, (extract(epoch FROM created_at) * 1000000)::bigint, (extract(epoch FROM started_at) * 1000000)::bigint,
            (extract(epoch FROM completed_at) * 1000000)::bigint, tasks_count, progress_percentage, error, retry_count
        FROM jobkit_demo.project_refresh WHERE project = $1::text ORDER BY created_at DESC, job DESC LIMIT $2::bigint
        """
}
