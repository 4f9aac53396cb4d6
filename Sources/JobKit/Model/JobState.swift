/// The state of a job.
///
/// `JobStateMachine` holds every transition; `Docs/life-of-a-job.md` shows them as a table.
public enum JobState: String, Codable, Sendable, CaseIterable {
    /// Waits for a time that has not come yet, that of a retry included.
    case scheduled
    /// Due: the next free worker that handles the kind claims it.
    case pending
    /// Claimed by a worker under a lease.
    case running
    /// Ended with success; the output, if the job has one, is stored.
    case completed
    /// Ended without success: its attempts are used up, or its error said not to retry.
    case failed
    /// Ended by a request to cancel it.
    case cancelled
    /// Ended because its deadline passed before it was started.
    case expired

    /// Whether the job has ended: completed, failed, cancelled or expired.
    public var isFinished: Bool {
        switch self {
        case .completed, .failed, .cancelled, .expired: true
        case .scheduled, .pending, .running: false
        }
    }

    /// Whether the job waits to be claimed: scheduled or pending.
    public var isWaiting: Bool {
        switch self {
        case .scheduled, .pending: true
        case .running, .completed, .failed, .cancelled, .expired: false
        }
    }
}
