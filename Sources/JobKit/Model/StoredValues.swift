// The numbers with which stores keep values that are no numbers.

/// The numbers are part of the stores' schemas: SQL and partial indexes name them.
extension JobState {
    package var finishedCode: Int64? {
        switch self {
        case .completed: 1
        case .failed: 2
        case .cancelled: 3
        case .expired: 4
        case .scheduled, .pending, .running: nil
        }
    }

    package init(finishedCode: Int64) throws(JobStoreError) {
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
    package var code: Int64 {
        switch self {
        case .retried: 1
        case .failed: 2
        case .cancelled: 3
        }
    }

    package init(code: Int64) throws(JobStoreError) {
        switch code {
        case 1: self = .retried
        case 2: self = .failed
        case 3: self = .cancelled
        default: throw inconsistent("there is no consequence \(code)")
        }
    }
}

extension JobPriority {
    package init(code: Int64) throws(JobStoreError) {
        guard let priority = JobPriority(rawValue: Int(truncatingIfNeeded: code)) else {
            throw inconsistent("there is no priority \(code)")
        }
        self = priority
    }
}
