import JobKit

extension PostgresJobStore {
    /// How many jobs one transaction removes, so that it holds no snapshot for long.
    private static let pruneBatch = 1_000

    public func overdue(_ request: OverdueRequest) async throws -> Overdue {
        let overdue = try await perform("look for overdue jobs in") { try $0.overdue(request) }
        // The mark follows those that have been taken.
        if !overdue.expired.isEmpty { watermarks?.note([SQL.expiryLine]) }
        return overdue
    }

    public func prune(_ retention: Retention, limit: Int) async throws -> Int {
        var removed = 0
        while removed < limit {
            let batch = min(limit - removed, Self.pruneBatch)
            let (count, lines) = try await perform("prune") { try $0.prune(retention, limit: batch) }
            watermarks?.note(lines)
            removed += count
            if count < batch { break }
        }
        return removed
    }
}

extension Session {
    func overdue(_ request: OverdueRequest) throws -> Overdue {
        let now = try run(SQL.now).time(0, .now)
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

    /// How many, and the lines that they stood in.
    func prune(_ retention: Retention, limit: Int) throws -> (count: Int, lines: Set<Int64>) {
        let now = try run(SQL.now).time(0, .now)
        var removed = 0
        var lines: Set<Int64> = []
        for state in JobState.allCases {
            guard removed < limit, let code = state.finishedCode, let keep = retention.duration(of: state) else { continue }
            var parameters = Parameters()
            parameters.add(Int16(truncatingIfNeeded: code))
            parameters.add(now.advanced(by: .zero - keep).microseconds)
            parameters.add(Int64(limit - removed))
            let count = Int(try run(SQL.prune, parameters).integer(0, .count))
            if count > 0 { lines.insert(SQL.finishedLine(code: code)) }
            removed += count
        }
        return (removed, lines)
    }
}

extension Rows {
    /// As `SQL.lapsedMembers` answers.
    fileprivate func lapsedJob(_ row: Int) -> LapsedJob {
        let claim = ClaimInfo(
            lease: Lease(token: token(row, .token), place: Int(integer(row, .place))), worker: text(row, .worker),
            claimedAt: time(row, .claimedAt), until: time(row, .until))
        return LapsedJob(id: jobID(row, .id), status: status(row, .running), claim: claim)
    }

    /// As `SQL.pastDeadline` answers.
    fileprivate func expiredJob(_ row: Int, now: Timestamp) -> ExpiredJob {
        ExpiredJob(id: jobID(row, .id), status: status(row, time(row, .due) <= now ? .pending : .scheduled))
    }

    /// A job that waits has no lease, and nothing was asked of it.
    private func status(_ row: Int, _ state: JobState) -> JobStatus {
        JobStatus(
            state: state, attempt: Int(integer(row, .attempt)), maxAttempts: Int(integer(row, .maxAttempts)), dueAt: time(row, .due),
            deadline: optionalTime(row, .deadline), cancelRequested: bool(row, .cancelRequested), leaseUntil: optionalTime(row, .until),
            quarantine: optionalInteger(row, .quarantine).map { Int($0) }, lostTogether: Int(optionalInteger(row, .together) ?? 1))
    }
}
