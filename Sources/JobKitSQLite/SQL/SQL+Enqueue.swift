extension SQL {
    static let insertJob = """
        INSERT INTO jobkit_job (id, lane, priority, version, due, deadline, created_at, max_attempts, timeout, tags, headers, payload)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
        """
    static let insertReady = """
        INSERT INTO jobkit_ready (lane, priority, due, seq, attempt, deadline, fixed) VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    static let insertTag = "INSERT INTO jobkit_tag (tag, seq) VALUES (?, ?) ON CONFLICT DO NOTHING"
}
