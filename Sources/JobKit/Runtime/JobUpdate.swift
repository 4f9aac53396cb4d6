/// How a job stands.
public struct JobUpdate: Sendable, Hashable {
    /// By the store's clock at the moment of looking.
    public var state: JobState
    /// Starts counted so far, a running one included; see `JobRecord.attempt`.
    public var attempt: Int
    /// The latest report, which is an earlier attempt's until this one has reported.
    public var progress: JobProgress?
    /// Whether somebody asked for the running job to be cancelled; false again once the attempt is over.
    public var cancelRequested: Bool

    init(_ record: JobRecord) {
        state = record.state
        attempt = record.attempt
        progress = record.progress
        cancelRequested = record.cancelRequestedAt != nil
    }
}
