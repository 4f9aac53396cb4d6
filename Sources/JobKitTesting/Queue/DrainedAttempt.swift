/// An attempt that a drain made.
public struct DrainedAttempt: Sendable {
    /// The outcome of an attempt.
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// The handler returned.
        case completed
        /// The handler threw, and the job waits for another attempt.
        case retried
        /// The handler threw, and the job has failed for good.
        case failed
        /// The handler snoozed the job, or it was given back; the attempt is not counted.
        case snoozed
        /// A cancellation of the job had been requested.
        case cancelled
        /// The outcome was refused: when the handler ended, another worker or caller had taken the job.
        case lost
    }

    /// The job as its handler got it.
    public let job: ClaimedJob
    /// The job after the attempt; `nil` when it was removed.
    public let record: JobRecord?
    /// The attempt's outcome.
    public let outcome: Outcome
    /// The attempt's entry in the job's error history.
    public let error: AttemptError?

    init(_ job: ClaimedJob, claimedAt: Timestamp, record: JobRecord?) {
        self.job = job
        self.record = record
        error = record?.errors.last { $0.attempt == job.attempt && $0.startedAt == claimedAt }
        outcome =
            switch record?.state {
            case .completed: .completed
            case .failed: .failed
            case .cancelled: .cancelled
            case .scheduled, .pending: error == nil ? .snoozed : .retried
            case .running, .expired, nil: .lost
            }
    }
}

extension DrainedAttempt: CustomStringConvertible {
    /// `send-welcome 0194…: failed in attempt 3 of 3: the line was busy`
    public var description: String {
        let cause = error.map { ": \($0.message)" } ?? ""
        return "\(job.kind) \(job.id): \(outcome.rawValue) in attempt \(job.attempt) of \(job.maxAttempts)\(cause)"
    }
}
