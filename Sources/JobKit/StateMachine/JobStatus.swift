/// The part of a job's record on which the state machine decides.
public struct JobStatus: Sendable, Hashable {
    /// Scheduled and pending are decided in the same way: by `dueAt`.
    public var state: JobState
    /// Starts counted so far, a running one included.
    public var attempt: Int
    /// How often the job may be started before a failure is final.
    public var maxAttempts: Int
    /// When the job became due for this or its next attempt: its place in line.
    public var dueAt: Timestamp
    /// The latest time at which an attempt may be started.
    public var deadline: Timestamp?
    /// Whether a cancellation of the running job was requested.
    public var cancelRequested: Bool
    /// Until when the lease is good; only while running.
    public var leaseUntil: Timestamp?
    /// See `JobRecord.quarantine`.
    public var quarantine: Int?
    /// How many jobs, this one included, its worker held when the lease lapsed; at least 1. Only `leaseLapsed` uses it.
    public var lostTogether: Int

    /// Without deadline, request to cancel, lease and quarantine unless given, and lost alone if its lease lapses. A running job without
    /// `leaseUntil` has no lease that could lapse.
    public init(
        state: JobState, attempt: Int, maxAttempts: Int, dueAt: Timestamp, deadline: Timestamp? = nil, cancelRequested: Bool = false,
        leaseUntil: Timestamp? = nil, quarantine: Int? = nil, lostTogether: Int = 1
    ) {
        self.state = state
        self.attempt = attempt
        self.maxAttempts = maxAttempts
        self.dueAt = dueAt
        self.deadline = deadline
        self.cancelRequested = cancelRequested
        self.leaseUntil = leaseUntil
        self.quarantine = quarantine
        self.lostTogether = lostTogether
    }
}

extension JobRecord {
    /// The part of the record on which decisions are based.
    public var status: JobStatus {
        JobStatus(
            state: state, attempt: attempt, maxAttempts: maxAttempts, dueAt: dueAt, deadline: deadline,
            cancelRequested: cancelRequestedAt != nil, leaseUntil: claim?.until, quarantine: quarantine)
    }
}
