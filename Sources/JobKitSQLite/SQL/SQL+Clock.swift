extension SQL {
    static let meta = "SELECT value FROM jobkit_meta WHERE key = ?"
    static let setMeta = """
        INSERT INTO jobkit_meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
        """
    static let newestDrift = "SELECT drift FROM jobkit_clock_step ORDER BY steady DESC LIMIT 1"
    static let driftAt = "SELECT drift FROM jobkit_clock_step WHERE steady <= ? ORDER BY steady DESC LIMIT 1"
    static let noteStep = """
        INSERT INTO jobkit_clock_step (steady, drift) VALUES (?, ?) ON CONFLICT (steady) DO UPDATE SET drift = excluded.drift
        """
    static let newestEnd = "SELECT max(finished_at) FROM jobkit_finished WHERE state = ?"
    static let endLeases = "UPDATE jobkit_receipt SET until = ?1 WHERE until > ?1"

    static let prolongLeases = "UPDATE jobkit_receipt SET until = ?1"
    static let holdWorkers = "UPDATE jobkit_worker SET seen_at = ?1 WHERE seen_at > ?1"

    // The wall clock was set by ?1 microseconds when the clock showed ?2. Times are first held between ?3 and ?4, where the sum is no overflow,
    // which SQLite would turn into a floating-point number.

    static let moveWorkers = "UPDATE jobkit_worker SET seen_at = min(max(seen_at, ?3), ?4) + ?1"
    static let moveLeases = "UPDATE jobkit_receipt SET until = min(max(until, ?3), ?4) + ?1"
    static let noteMovedReady = """
        INSERT INTO jobkit_moved (seq, due) SELECT seq, min(max(due, ?3), ?4) + ?1 FROM jobkit_ready WHERE NOT (fixed AND due > ?2)
        ON CONFLICT (seq) DO UPDATE SET due = excluded.due
        """
    static let moveReady = """
        UPDATE jobkit_ready SET due = min(max(due, ?3), ?4) + ?1, deadline = min(max(deadline, ?3), ?4) + ?1 WHERE NOT (fixed AND due > ?2)
        """
}
