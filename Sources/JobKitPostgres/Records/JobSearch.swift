import JobKit

/// Finds the numbers of the matching jobs, newest first: each state through the index that narrows it, merged here.
struct JobSearch {
    private let session: Session
    private let query: JobQuery
    /// `nil` for all.
    private let lanes: [Int64]?

    init(_ session: Session, _ query: JobQuery) throws {
        self.session = session
        self.query = query
        lanes = try session.lanesUsed(queues: query.queues, kinds: query.kinds)
    }

    func newest(below: Int64, limit: Int) throws -> [Int64] {
        if lanes?.isEmpty == true || query.states?.isEmpty == true { return [] }
        if !query.tags.isEmpty { return try tagged(below, limit) }
        guard let states = query.states else { return try numbers(SQL.jobsBelow, below, limit) }
        let now = try session.run(SQL.now).integer(0, .now)
        var found: Set<Int64> = []
        for state in states {
            let part =
                switch state {
                case .scheduled: try waiting(below, limit, from: now &+ 1, through: .max)
                case .pending: try waiting(below, limit, from: .min, through: now)
                case .running: try numbers(SQL.runningBelow, below, limit)
                case .completed: try numbers(SQL.completedBelow, below, limit)
                case .failed, .cancelled, .expired:
                    try numbers(SQL.endedOtherwiseBelow, below, limit) { $0.add(Int16(truncatingIfNeeded: state.finishedCode ?? 0)) }
                }
            found.formUnion(part)
        }
        return Array(found.sorted(by: >).prefix(limit))
    }

    private func waiting(_ below: Int64, _ limit: Int, from: Int64, through: Int64) throws -> [Int64] {
        try numbers(SQL.waitingBelow, below, limit) {
            $0.add(from)
            $0.add(through)
        }
    }

    private func tagged(_ below: Int64, _ limit: Int) throws -> [Int64] {
        let now = try session.run(SQL.now).integer(0, .now)
        return try numbers(SQL.taggedBelow, below, limit) { parameters in
            parameters.add(query.tags.map { $0.withoutNUL.canonical })
            parameters.add((query.states ?? Set(JobState.allCases)).map(\.searchCode))
            parameters.add(now)
        }
    }

    private func numbers(_ sql: String, _ below: Int64, _ limit: Int, _ addMore: (inout Parameters) -> Void = { _ in }) throws -> [Int64] {
        var parameters = Parameters()
        parameters.add(below)
        if let lanes { parameters.add(lanes) } else { parameters.addNull() }
        parameters.add(Int64(limit))
        addMore(&parameters)
        let rows = try session.run(sql, parameters)
        return (0..<rows.count).map { rows.integer($0, .seq) }
    }
}

extension JobState {
    /// The code for `SQL.taggedBelow`.
    fileprivate var searchCode: Int32 {
        switch self {
        case .scheduled: 0
        case .pending: -1
        case .running: -2
        case .completed, .failed, .cancelled, .expired: Int32(truncatingIfNeeded: finishedCode ?? 0)
        }
    }
}
