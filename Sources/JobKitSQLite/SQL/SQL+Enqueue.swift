extension SQL {
    static let insertJob = """
        INSERT INTO jobkit_job (id, lane, priority, version, due, deadline, created_at, max_attempts, timeout, tags, headers, payload, seq)
        VALUES (:id, :lane, :priority, :version, :due, :deadline, :created_at, :max_attempts, :timeout, :tags, :headers, :payload, :seq)
        ON CONFLICT (id) DO NOTHING
        """
    static let laneByID = "SELECT lane FROM jobkit_job WHERE id = :id"
    static let newestJob = "SELECT max(seq) AS seq FROM jobkit_job"
    static let newestPruned = "SELECT value FROM jobkit_meta WHERE key = 'newest_pruned'"
    static let noteNewestPruned = """
        INSERT INTO jobkit_meta (key, value) VALUES ('newest_pruned', :value)
        ON CONFLICT (key) DO UPDATE SET value = max(value, excluded.value)
        """
    static let insertReady = """
        INSERT INTO jobkit_ready (lane, priority, due, seq, attempt, deadline, fixed)
        VALUES (:lane, :priority, :due, :seq, :attempt, :deadline, :fixed)
        """
    static let insertReadyWithFlags = """
        INSERT INTO jobkit_ready (lane, priority, due, seq, attempt, deadline, fixed, flags)
        VALUES (:lane, :priority, :due, :seq, :attempt, :deadline, :fixed, :flags)
        """
    static let insertTag = "INSERT INTO jobkit_tag (tag, lane, seq) VALUES (:tag, :lane, :seq) ON CONFLICT DO NOTHING"
}
