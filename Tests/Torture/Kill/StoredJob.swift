import JobKit

/// One job as plain SQL reads it.
struct StoredJob {
    let kind: String
    let maxAttempts: Int
    /// The number in the schema; `nil` for a job that has not ended.
    let state: Int?
    let attempt: Int
    let output: String
    let failures: Int
    let lapses: Int
    var steps: [Substring: String] = [:]

    static let completed = 1
    static let failed = 2

    static func read(_ plain: any PlainReader) throws -> [JobID: StoredJob] {
        var jobs: [JobID: StoredJob] = [:]
        let sql = """
            SELECT job.id, (SELECT kind FROM jobkit_lane WHERE jobkit_lane.id = \(plain.lane) LIMIT 1), job.max_attempts, finished.state, finished.attempt, finished.output,
                (SELECT count(*) FROM jobkit_failure WHERE seq = job.seq),
                (SELECT count(*) FROM jobkit_failure WHERE seq = job.seq AND type = 'JobKit.LeaseLapsed')
            FROM jobkit_job AS job LEFT JOIN jobkit_finished AS finished ON finished.seq = job.seq
            """
        try plain.forEachRow(sql) { row in
            jobs[row.jobID(0)] = StoredJob(
                kind: row.text(1), maxAttempts: row.integer(2), state: row.isNull(3) ? nil : row.integer(3), attempt: row.integer(4),
                output: String(decoding: row.bytes(5), as: UTF8.self), failures: row.integer(6), lapses: row.integer(7))
        }
        try plain.forEachRow("SELECT job.id, step.name, step.result FROM jobkit_step AS step JOIN jobkit_job AS job USING (seq)") { row in
            jobs[row.jobID(0)]?.steps[row.text(1)[...]] = String(decoding: row.bytes(2), as: UTF8.self)
        }
        return jobs
    }

    /// The codec's encoding of a text without special characters.
    static func encoded(_ token: some StringProtocol) -> String { "\"\(token)\"" }
}
