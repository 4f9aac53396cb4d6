extension Migration {
    /// The test that fails when the text below was edited prints the right number. Once this version is released, the text must be restored
    /// instead.
    private static let firstFingerprint: Int64 = -7_528_963_246_580_444_975

    /// Split by how often rows change: rows that never change, rows that are only inserted and deleted, and the one row of a claim that is
    /// updated. A job's state is the table that holds it: in jobkit_finished; else in jobkit_ready, scheduled or pending by its due time;
    /// else in an open receipt, running.
    ///
    /// Times are microseconds since 1970, durations microseconds, lists and maps packed (see `PackedTexts`).
    static let first = Migration(
        version: 1, worksFrom: 1, fingerprint: firstFingerprint,
        statements: [
            """
            CREATE TABLE jobkit_lane (
                id INTEGER PRIMARY KEY, queue TEXT NOT NULL, kind TEXT NOT NULL, UNIQUE (queue, kind)
            )
            """,
            // The number is the order of enqueueing.
            """
            CREATE TABLE jobkit_job (
                seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, lane INTEGER NOT NULL, priority INTEGER NOT NULL,
                version INTEGER NOT NULL, due INTEGER NOT NULL, deadline INTEGER, created_at INTEGER NOT NULL,
                max_attempts INTEGER NOT NULL, timeout INTEGER,
                tags BLOB, headers BLOB, payload BLOB NOT NULL
            )
            """,
            // flags: values that few jobs have, packed (see `JobFlags`); NULL for the others.
            """
            CREATE TABLE jobkit_ready (
                lane INTEGER NOT NULL, priority INTEGER NOT NULL, due INTEGER NOT NULL, seq INTEGER NOT NULL, attempt INTEGER NOT NULL,
                deadline INTEGER, fixed INTEGER NOT NULL, flags BLOB, PRIMARY KEY (lane, priority, due, seq)
            ) WITHOUT ROWID
            """,
            "CREATE INDEX jobkit_ready_by_deadline ON jobkit_ready (deadline) WHERE deadline IS NOT NULL",
            // The place where a job waits, or waited last, if not where it was enqueued: its ready row is found by it.
            "CREATE TABLE jobkit_moved (seq INTEGER PRIMARY KEY, due INTEGER NOT NULL)",
            """
            CREATE TABLE jobkit_receipt (
                token BLOB PRIMARY KEY, worker TEXT NOT NULL, claimed_at INTEGER NOT NULL, until INTEGER NOT NULL,
                remaining INTEGER NOT NULL, open BLOB NOT NULL
            ) WITHOUT ROWID
            """,
            "CREATE TABLE jobkit_receipt_members (token BLOB PRIMARY KEY, members BLOB NOT NULL) WITHOUT ROWID",
            // 1 completed, 2 failed, 3 cancelled, 4 expired. finished_at is steady time: see jobkit_clock_step.
            """
            CREATE TABLE jobkit_finished (
                seq INTEGER PRIMARY KEY, lane INTEGER NOT NULL, state INTEGER NOT NULL, attempt INTEGER NOT NULL, due INTEGER NOT NULL,
                deadline INTEGER, started_at INTEGER, finished_at INTEGER NOT NULL, output BLOB
            )
            """,
            // Steady time is the time on a clock that was right at first and was never set. From `steady` on, the wall clock was ahead of
            // it by this many microseconds.
            "CREATE TABLE jobkit_clock_step (steady INTEGER PRIMARY KEY, drift INTEGER NOT NULL)",
            "CREATE INDEX jobkit_finished_by_time ON jobkit_finished (state, finished_at)",
            // For lists of jobs that need attention; completed jobs are left out, so that the hot path does not pay for it.
            "CREATE INDEX jobkit_finished_otherwise ON jobkit_finished (state, seq) WHERE state <> 1",
            "CREATE INDEX jobkit_finished_otherwise_by_lane ON jobkit_finished (lane, state, seq) WHERE state <> 1",
            // The number of rows of jobkit_finished, kept in the transactions that add and remove them.
            """
            CREATE TABLE jobkit_finished_count (
                lane INTEGER NOT NULL, state INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (lane, state)
            ) WITHOUT ROWID
            """,
            """
            CREATE TABLE jobkit_failure (
                id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, attempt INTEGER NOT NULL, worker TEXT NOT NULL, started_at INTEGER NOT NULL,
                failed_at INTEGER NOT NULL, type TEXT NOT NULL, message TEXT NOT NULL, consequence INTEGER NOT NULL
            )
            """,
            "CREATE INDEX jobkit_failure_by_job ON jobkit_failure (seq)",
            "CREATE TABLE jobkit_cancel_request (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL)",
            "CREATE TABLE jobkit_progress (seq INTEGER PRIMARY KEY, stage TEXT NOT NULL, fraction REAL, message TEXT)",
            """
            CREATE TABLE jobkit_step (
                seq INTEGER NOT NULL, name TEXT NOT NULL, result BLOB NOT NULL, UNIQUE (seq, name)
            )
            """,
            """
            CREATE TABLE jobkit_tag (
                tag TEXT NOT NULL, lane INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (tag, lane, seq)
            ) WITHOUT ROWID
            """,
            "CREATE TABLE jobkit_paused (queue TEXT PRIMARY KEY) WITHOUT ROWID",
            """
            CREATE TABLE jobkit_worker (
                id TEXT PRIMARY KEY, queues BLOB, kinds BLOB, concurrency INTEGER NOT NULL, seen_at INTEGER NOT NULL
            )
            """,
            JobsView.statement,
        ])
}
