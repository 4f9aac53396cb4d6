extension SQL {
    static let meta = "SELECT value FROM jobkit_meta WHERE key = :key"
    static let allMeta = "SELECT key, value FROM jobkit_meta"
    static let setMeta = """
        INSERT INTO jobkit_meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value
        """
    static let newestDrift = "SELECT drift FROM jobkit_clock_step ORDER BY steady DESC LIMIT 1"
    static let driftAt = "SELECT drift FROM jobkit_clock_step WHERE steady <= :steady ORDER BY steady DESC LIMIT 1"
    static let noteStep = """
        INSERT INTO jobkit_clock_step (steady, drift) VALUES (:steady, :drift) ON CONFLICT (steady) DO UPDATE SET drift = excluded.drift
        """
    static let newestEnd = "SELECT max(finished_at) AS finished_at FROM jobkit_finished WHERE state = :state"
    static let endLeases = "UPDATE jobkit_receipt SET until = :now WHERE until > :now"
    static let prolongLeases = "UPDATE jobkit_receipt SET until = :now"
    static let holdWorkers = "UPDATE jobkit_worker SET seen_at = :now WHERE seen_at > :now"

    // The wall clock was set by :step microseconds when the clock showed :now. Times are first clamped to :lowest and :highest, where the
    // sum does not overflow: SQLite would turn an overflow into a floating-point number.

    static let moveWorkers = "UPDATE jobkit_worker SET seen_at = min(max(seen_at, :lowest), :highest) + :step"
    static let moveLeases = "UPDATE jobkit_receipt SET until = min(max(until, :lowest), :highest) + :step"
    static let noteMovedReady = """
        INSERT INTO jobkit_moved (seq, due) SELECT seq, min(max(due, :lowest), :highest) + :step FROM jobkit_ready
        WHERE NOT (fixed AND due > :now)
        ON CONFLICT (seq) DO UPDATE SET due = excluded.due
        """
    static let moveReady = """
        UPDATE jobkit_ready SET due = min(max(due, :lowest), :highest) + :step, deadline = min(max(deadline, :lowest), :highest) + :step
        WHERE NOT (fixed AND due > :now)
        """
}
