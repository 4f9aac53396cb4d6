/// The statements of the projects' SQLite store. Times are microseconds since 1970; the latest result is JSON.
enum ProjectSQL {
    static let schema = [
        """
        CREATE TABLE IF NOT EXISTS project (
            id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, repository TEXT NOT NULL, plan TEXT, created_at INTEGER NOT NULL,
            refreshed_at INTEGER, result TEXT
        )
        """,
        // What must outlive the retention of the jobs.
        """
        CREATE TABLE IF NOT EXISTS project_refresh (
            job TEXT PRIMARY KEY, project TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE, type TEXT NOT NULL, status TEXT NOT NULL,
            created_at INTEGER NOT NULL, started_at INTEGER, completed_at INTEGER, tasks_count INTEGER, progress_percentage REAL,
            error TEXT, retry_count INTEGER NOT NULL
        )
        """,
        "CREATE INDEX IF NOT EXISTS project_refresh_by_time ON project_refresh (project, created_at, job)",
    ]

    static let isPrepared = "SELECT count(*) = 1 FROM sqlite_schema WHERE name = 'project_refresh_by_time'"

    static let add = "INSERT INTO project (id, name, repository, plan, created_at) VALUES (?, ?, ?, ?, ?)"
    static let remove = "DELETE FROM project WHERE id = ?"
    static let list = "SELECT * FROM project ORDER BY name"
    static let find = "SELECT * FROM project WHERE id = ?"
    static let findByName = "SELECT * FROM project WHERE name = ?"

    static let note = """
        INSERT INTO project_refresh
            (job, project, type, status, created_at, started_at, completed_at, tasks_count, progress_percentage, error, retry_count)
        SELECT ?1, id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 FROM project WHERE id = ?2
        ON CONFLICT (job) DO UPDATE SET
            status = excluded.status, started_at = excluded.started_at, completed_at = excluded.completed_at,
            tasks_count = excluded.tasks_count, progress_percentage = excluded.progress_percentage, error = excluded.error,
            retry_count = excluded.retry_count
        """
    static let noteResult = "UPDATE project SET refreshed_at = ?2, result = ?3 WHERE id = ?1 AND coalesce(refreshed_at, ?2) <= ?2"

    static let history = "SELECT * FROM project_refresh WHERE project = ? ORDER BY created_at DESC, job DESC LIMIT ?"
}
