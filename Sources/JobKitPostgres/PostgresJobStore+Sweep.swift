import JobKit

extension PostgresJobStore {
    /// How many jobs one transaction removes, so that it holds no snapshot for long.
    private static let pruneBatch = 1_000

    public func overdue(_ request: OverdueRequest) async throws -> Overdue {
        try await perform("look for overdue jobs in") { try $0.overdue(request) }
    }

    public func prune(_ retention: Retention, limit: Int) async throws -> Int {
        var removed = 0
        while removed < limit {
            let batch = min(limit - removed, Self.pruneBatch)
            let count = try await perform("prune") { try $0.prune(retention, limit: batch) }
            removed += count
            if count < batch { break }
        }
        return removed
    }
}

extension Session {
    func overdue(_ request: OverdueRequest) throws -> Overdue {
        let now = try run(SQL.now).time(0, 0)
        func bounds(_ limit: Int) -> Parameters {
            var parameters = Parameters()
            parameters.add(now.microseconds)
            // With room for those that are left out afterwards.
            let (sum, overflow) = limit.addingReportingOverflow(request.excluding.count)
            parameters.add(Int64(overflow ? .max : sum))
            return parameters
        }
        var overdue = Overdue(now: now)
        if request.lapsed > 0 {
            let rows = try run(SQL.lapsedMembers, bounds(request.lapsed))
            let found = (0..<rows.count).lazy.map { rows.lapsedJob($0) }.filter { !request.excluding.contains($0.id) }
            overdue.lapsed = Array(found.prefix(request.lapsed))
        }
        if request.expired > 0 {
            let rows = try run(SQL.pastDeadline, bounds(request.expired))
            let found = (0..<rows.count).lazy.map { rows.expiredJob($0, now: now) }.filter { !request.excluding.contains($0.id) }
            overdue.expired = Array(found.prefix(request.expired))
        }
        return overdue
    }

    func prune(_ retention: Retention, limit: Int) throws -> Int {
        let now = try run(SQL.now).time(0, 0)
        var removed = 0
        for state in JobState.allCases {
            guard removed < limit, let code = state.finishedCode, let keep = retention.duration(of: state) else { continue }
            var parameters = Parameters()
            parameters.add(Int16(truncatingIfNeeded: code))
            parameters.add(now.advanced(by: .zero - keep).microseconds)
            parameters.add(Int64(limit - removed))
            removed += Int(try run(SQL.prune, parameters).integer(0, 0))
        }
        return removed
    }
}

extension Rows {
    /// As `SQL.lapsedMembers` answers.
    fileprivate func lapsedJob(_ row: Int) -> LapsedJob {
        let until = time(row, 3)
        let status = JobStatus(
            state: .running, attempt: Int(integer(row, 7)), maxAttempts: Int(integer(row, 11)), dueAt: time(row, 6),
            deadline: optionalTime(row, 8), cancelRequested: bool(row, 12), leaseUntil: until,
            quarantine: optionalInteger(row, 9).map { Int($0) }, lostTogether: Int(integer(row, 10)))
        let claim = ClaimInfo(
            lease: Lease(token: token(row, 0), place: Int(integer(row, 4))), worker: text(row, 1), claimedAt: time(row, 2), until: until)
        return LapsedJob(id: jobID(row, 5), status: status, claim: claim)
    }

    /// As `SQL.pastDeadline` answers.
    fileprivate func expiredJob(_ row: Int, now: Timestamp) -> ExpiredJob {
        let dueAt = time(row, 1)
        let status = JobStatus(
            state: dueAt <= now ? .pending : .scheduled, attempt: Int(integer(row, 2)), maxAttempts: Int(integer(row, 4)), dueAt: dueAt,
            deadline: optionalTime(row, 3), quarantine: optionalInteger(row, 5).map { Int($0) })
        return ExpiredJob(id: jobID(row, 0), status: status)
    }
}
