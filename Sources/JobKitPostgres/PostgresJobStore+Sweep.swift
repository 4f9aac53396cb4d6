import JobKit

extension PostgresJobStore {
    /// How many jobs one transaction removes, so that it holds no snapshot for long.
    private static let pruneBatch = 1_000

    public func overdue(limit: Int) async throws -> [JobRecord] {
        guard limit > 0 else { return [] }
        return try await perform("look for overdue jobs in") { try $0.overdue(limit: limit) }
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
    func overdue(limit: Int) throws -> [JobRecord] {
        let now = try run(SQL.now).integer(0, 0)
        func bounds(_ count: Int) -> Parameters {
            var parameters = Parameters()
            parameters.add(now)
            parameters.add(Int64(count))
            return parameters
        }
        let lapsed = try run(SQL.lapsedMembers, bounds(limit))
        var seqs = (0..<lapsed.count).map { lapsed.integer($0, 0) }
        let passed = try run(SQL.pastDeadline, bounds(limit - seqs.count))
        seqs += (0..<passed.count).map { passed.integer($0, 0) }
        return try records(of: seqs)
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
