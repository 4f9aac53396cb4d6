/// `jobkit_jobs`, for people who use SQL: a row per job, in words and times (UTC). Not for code: JobKit reads its tables, and the view may
/// change.
enum JobsView {
    static let statement = """
        CREATE VIEW jobkit_jobs AS
        SELECT lower(substr(hex(j.id), 1, 8) || '-' || substr(hex(j.id), 9, 4) || '-' || substr(hex(j.id), 13, 4) || '-' || substr(hex(j.id), 17, 4)
                || '-' || substr(hex(j.id), 21)) AS id,
            l.kind, l.queue,
            CASE f.state WHEN 1 THEN 'completed' WHEN 2 THEN 'failed' WHEN 3 THEN 'cancelled' WHEN 4 THEN 'expired'
                ELSE CASE WHEN r.seq IS NULL THEN 'running' WHEN r.due <= (julianday('now') - 2440587.5) * 86400000000 THEN 'pending' ELSE 'scheduled' END
            END AS state,
            coalesce(f.attempt, r.attempt) AS attempt, j.max_attempts,
            CASE j.priority WHEN 0 THEN 'low' WHEN 1 THEN 'normal' WHEN 2 THEN 'high' ELSE 'urgent' END AS priority,
            \(time("j.created_at")) AS created_at, \(time("coalesce(f.due, r.due)")) AS due_at,
            \(time("CASE WHEN f.seq IS NULL THEN r.deadline ELSE f.deadline END")) AS deadline, \(time("f.started_at")) AS started_at,
            \(time("f.finished_at + coalesce((SELECT drift FROM jobkit_clock_step WHERE steady <= f.finished_at ORDER BY steady DESC LIMIT 1), 0)"))
                AS finished_at,
            p.stage, p.fraction, p.message,
            (SELECT e.type || ': ' || e.message FROM jobkit_failure AS e WHERE e.seq = j.seq ORDER BY e.id DESC LIMIT 1) AS error,
            \(text("j.payload")) AS payload, \(text("f.output")) AS output
        FROM jobkit_job AS j JOIN jobkit_lane AS l ON l.id = j.lane
            LEFT JOIN jobkit_moved AS m ON m.seq = j.seq
            LEFT JOIN jobkit_finished AS f ON f.seq = j.seq
            LEFT JOIN jobkit_ready AS r
                ON r.lane = j.lane AND r.priority = j.priority AND r.due = coalesce(m.due, j.due) AND r.seq = j.seq
            LEFT JOIN jobkit_progress AS p ON p.seq = j.seq
        """

    /// NULL for times that SQLite cannot format, beyond the year 9999.
    private static func time(_ microseconds: String) -> String {
        "strftime('%Y-%m-%d %H:%M:%f', (\(microseconds)) / 1000000.0, 'unixepoch')"
    }
    /// SQLite can recognize JSON, but not whether other bytes are text.
    private static func text(_ bytes: String) -> String { "CASE WHEN json_valid(CAST(\(bytes) AS TEXT)) THEN CAST(\(bytes) AS TEXT) END" }
}
