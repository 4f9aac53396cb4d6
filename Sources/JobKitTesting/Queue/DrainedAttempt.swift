/// An attempt that a drain made.
public struct DrainedAttempt: Sendable {
    /// What came of it.
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// The handler returned.
        case completed
        /// The handler threw, and the job waits to be tried again.
        case retried
        /// The handler threw, and the job has failed for good.
        case failed
        /// The handler put the job aside, or it was given back; the attempt is not counted.
        case snoozed
        /// Somebody had asked for the job to be cancelled.
        case cancelled
        /// The outcome was refused: by the time the handler ended, the job was no longer its own.
        case lost
    }

    /// The job as its handler got it.
    public let job: ClaimedJob
    /// The job as the attempt left it; `nil` when it is gone.
    public let record: JobRecord?
    /// What came of it.
    public let outcome: Outcome
    /// What the attempt added to the job's error history.
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
