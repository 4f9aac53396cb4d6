import JobKit

extension PostgresJobStore {
    /// How many jobs one transaction removes, so that it holds no snapshot for long.
    private static let pruneBatch = 1_000

    public func overdue(_ request: OverdueRequest) async throws -> Overdue {
        let overdue = try await perform("look for overdue jobs in") { try $0.overdue(request) }
        // The mark follows the jobs that were removed.
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
            let rows = try withoutStrays({ try run(SQL.lapsedMembers, bounds(request.lapsed)) }, closing: closeStrayMembers)
            let found = (0..<rows.count).lazy.map { rows.lapsedJob($0) }.filter { !request.excluding.contains($0.id) }
            overdue.lapsed = Array(found.prefix(request.lapsed))
        }
        if request.expired > 0 {
            let rows = try withoutStrays({ try run(SQL.pastDeadline, bounds(request.expired)) }, closing: deleteStrayRows)
            let found = (0..<rows.count).lazy.map { rows.expiredJob($0, now: now) }.filter { !request.excluding.contains($0.id) }
            overdue.expired = Array(found.prefix(request.expired))
        }
        return overdue
    }

    /// The result of `look` once it holds no row of a job that was deleted by hand: such rows would always come first, and hide those after
    /// them.
    private func withoutStrays(_ look: () throws -> Rows, closing close: (Rows, _ strays: [Int]) throws -> Void) throws -> Rows {
        while true {
            let rows = try look()
            let strays = (0..<rows.count).filter { rows.isNull($0, .maxAttempts) }
            if strays.isEmpty { return rows }
            try close(rows, strays)
        }
    }

    private func closeStrayMembers(_ rows: Rows, _ strays: [Int]) throws {
        var tokens = Parameters()
        tokens.add(strays.map { rows.token($0, .token) })
        try transaction(first: [Command(SQL.lockReceipts, tokens)]) { answers, writes in
            var receipts = OpenReceipts(answers[0])
            for row in strays {
                let place = Int(rows.integer(row, .place))
                guard let index = receipts.index(of: rows.token(row, .token)), receipts[index].isOpen(place) else { continue }
                receipts[index].close(place)
            }
            writes = receipts.commands()
        }
    }

    private func deleteStrayRows(_ rows: Rows, _ strays: [Int]) throws {
        var parameters = Parameters()
        parameters.add(strays.map { rows.integer($0, .line) })
        parameters.add(strays.map { rows.integer($0, .due) })
        parameters.add(strays.map { rows.integer($0, .seq) })
        try run(SQL.deleteStrayRows, parameters)
    }

    /// The number of removed jobs, and their lines.
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
    /// From a row of `SQL.lapsedMembers`.
    fileprivate func lapsedJob(_ row: Int) -> LapsedJob {
        let claim = ClaimInfo(
            lease: Lease(token: token(row, .token), place: Int(integer(row, .place))), worker: text(row, .worker),
            claimedAt: time(row, .claimedAt), until: time(row, .until))
        return LapsedJob(id: jobID(row, .id), status: status(row, .running), claim: claim)
    }

    /// From a row of `SQL.pastDeadline`.
    fileprivate func expiredJob(_ row: Int, now: Timestamp) -> ExpiredJob {
        ExpiredJob(id: jobID(row, .id), status: status(row, time(row, .due) <= now ? .pending : .scheduled))
    }

    /// A job that waits has no lease and no request to cancel.
    private func status(_ row: Int, _ state: JobState) -> JobStatus {
        JobStatus(
            state: state, attempt: Int(integer(row, .attempt)), maxAttempts: Int(integer(row, .maxAttempts)), dueAt: time(row, .due),
            deadline: optionalTime(row, .deadline), cancelRequested: bool(row, .cancelRequested), leaseUntil: optionalTime(row, .until),
            quarantine: optionalInteger(row, .quarantine).map { Int($0) }, lostTogether: Int(optionalInteger(row, .together) ?? 1))
    }
}
