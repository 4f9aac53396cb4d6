/// A job's state and progress.
public struct JobUpdate: Sendable, Hashable {
    /// By the store's clock at the time of the read.
    public var state: JobState
    /// Starts counted so far, a running one included; see `JobRecord.attempt`.
    public var attempt: Int
    /// The latest report; an earlier attempt's until this one has reported.
    public var progress: JobProgress?
    /// Whether a cancellation of the running job was requested; false again once the attempt is over.
    public var cancelRequested: Bool

    init(_ record: JobRecord) {
        state = record.state
        attempt = record.attempt
        progress = record.progress
        cancelRequested = record.cancelRequestedAt != nil
    }
}
