import JobKit

/// Adds to the findings about jobs: transactions, prepared transactions, standbys and slots that keep dead rows from being removed; dead
/// rows; autovacuum. For a role that may not see the sessions of other roles, a finding `activity_hidden` says so: grant it
/// `pg_read_all_stats`.
extension PostgresJobStore: DiagnosableStore {
    public func diagnose(_ limits: DiagnosisLimits) async throws -> [StoreFinding] {
        try await perform("diagnose") { session in
            let horizon = try session.horizonFindings(limits)
            let vacuum = try session.vacuumFindings(limits, isHeld: horizon.contains { $0.code != "activity_hidden" })
            return try (session.jobFindings(limits) + session.markFindings(limits) + horizon + vacuum).warningsFirst
        }
    }
}

extension PostgresJobStore: ReadyLaneStore {
    public func readyLanes() async throws -> (lanes: [ReadyLane], now: Timestamp) {
        try await perform("measure the queues in") { session in
            let now = try session.run(SQL.now).time(0, .now)
            return (try session.readyLanes(at: now), now)
        }
    }
}

extension Session {
    fileprivate func jobFindings(_ limits: DiagnosisLimits) throws -> [StoreFinding] {
        let overview = try overview()
        // Jobs that claims do not see are waiting for another reason than missing workers.
        let hidden = try hiddenLanes()
        let lanes = try readyLanes(at: overview.now).filter { !hidden.contains(Lane(queue: $0.queue, kind: $0.kind)) }
        let overdue = try overdue(OverdueRequest(limit: JobFindings.mostOverdue))
        return self.hidden(hidden) + JobFindings(overview, ready: lanes, overdue: overdue, limits: limits).all
    }

    fileprivate func readyLanes(at time: Timestamp) throws -> [ReadyLane] {
        var now = Parameters()
        now.add(time.microseconds)
        let rows = try run(SQL.readyLanes, now)
        try self.lanes.read((0..<rows.count).map { rows.integer($0, .lane) }, self)
        return (0..<rows.count).compactMap { row in
            guard let lane = self.lanes.known(rows.integer(row, .lane)) else { return nil }
            return ReadyLane(
                queue: lane.queue, kind: lane.kind, count: Int(rows.integer(row, .count)), oldestDue: rows.time(row, .due))
        }
    }
}
