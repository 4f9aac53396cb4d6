import JobKit

/// How values that are no numbers stand in the tables.
extension Duration {
    /// Whole microseconds, rounded towards zero and clamped.
    var microseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, carried) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return overflow || carried ? (seconds < 0 ? .min : .max) : sum
    }
}

/// The states of `jobkit_finished`. The numbers are part of the schema: SQL and partial indexes name them.
extension JobState {
    var finishedCode: Int64? {
        switch self {
        case .completed: 1
        case .failed: 2
        case .cancelled: 3
        case .expired: 4
        case .scheduled, .pending, .running: nil
        }
    }

    init(finishedCode: Int64) throws {
        switch finishedCode {
        case 1: self = .completed
        case 2: self = .failed
        case 3: self = .cancelled
        case 4: self = .expired
        default: throw inconsistent("there is no finished state \(finishedCode)")
        }
    }
}

extension AttemptError.Consequence {
    var code: Int64 {
        switch self {
        case .retried: 1
        case .failed: 2
        case .cancelled: 3
        }
    }

    init(code: Int64) throws {
        switch code {
        case 1: self = .retried
        case 2: self = .failed
        case 3: self = .cancelled
        default: throw inconsistent("there is no consequence \(code)")
        }
    }
}

extension JobPriority {
    init(code: Int64) throws {
        guard let priority = JobPriority(rawValue: Int(truncatingIfNeeded: code)) else {
            throw inconsistent("there is no priority \(code)")
        }
        self = priority
    }
}

extension Statement {
    func bind(_ index: Int32, _ id: JobID) { bind(index, high: id.high, low: id.low) }
    func bind(_ index: Int32, _ token: ClaimToken) { bind(index, high: token.high, low: token.low) }
    func bind(_ index: Int32, _ time: Timestamp) { bind(index, time.microseconds) }
    func bind(_ index: Int32, _ time: Timestamp?) { bind(index, time?.microseconds) }

    func jobID(_ column: Int32) -> JobID {
        let (high, low) = pair(column)
        return JobID(high: high, low: low)
    }

    func token(_ column: Int32) -> ClaimToken {
        let (high, low) = pair(column)
        return ClaimToken(high: high, low: low)
    }

    func time(_ column: Int32) -> Timestamp { Timestamp(microseconds: integer(column)) }
    func optionalTime(_ column: Int32) -> Timestamp? { optionalInteger(column).map(Timestamp.init(microseconds:)) }
}
