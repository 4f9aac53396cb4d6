import JobKit

/// Adds to the findings about jobs: the journal's mode, the size of the log, the durability of commits, and whether this SQLite has a bug
/// that concerns other connections to the file.
extension SQLiteJobStore: DiagnosableStore {
    public func diagnose(_ limits: DiagnosisLimits) async throws -> [StoreFinding] {
        let options = database.options
        let path = path
        return try await read("diagnose", isLong: true) { session in
            let file = FileFindings(
                journalMode: try session.journalMode(), logBytes: FileFindings.logBytes(beside: path), synchronous: options.synchronous,
                version: FileFindings.runningVersion, limits: limits)
            return (try session.jobFindings(limits) + file.all + session.countFindings()).warningsFirst
        }
    }
}

extension SQLiteJobStore: ReadyLaneStore {
    public func readyLanes() async throws -> (lanes: [ReadyLane], now: Timestamp) {
        try await read("measure the queues in") { (try $0.readyLanes(at: $0.now), $0.now) }
    }
}

extension Session {
    func journalMode() throws -> String { try connection.statement("PRAGMA journal_mode").firstRow { $0.text(.journalMode) } ?? "?" }

    fileprivate func jobFindings(_ limits: DiagnosisLimits) throws -> [StoreFinding] {
        let overview = try overview()
        let lanes = try readyLanes(at: overview.now)
        return JobFindings(overview, ready: lanes, overdue: try overdue(OverdueRequest(limit: JobFindings.mostOverdue)), limits: limits).all
    }

    fileprivate func readyLanes(at now: Timestamp) throws -> [ReadyLane] {
        let ready = try statement(SQL.readyLanes)
        ready.bind(.now, now)
        var found: [(lane: Int64, count: Int64, due: Timestamp)] = []
        try ready.forEachRow { found.append(($0.integer(.lane), $0.integer(.count), $0.time(.due))) }
        return try found.map { row in
            let lane = try self.lanes[row.lane]
            return ReadyLane(queue: lane.queue, kind: lane.kind, count: Int(row.count), oldestDue: row.due)
        }
    }
}
