/// What the machine needs to know of a job to decide what an event makes of it.
public struct JobStatus: Sendable, Hashable {
    /// Scheduled and pending are decided alike: by `dueAt`.
    public var state: JobState
    /// Starts counted so far, a running one included.
    public var attempt: Int
    /// How often the job may be started before a failure is final.
    public var maxAttempts: Int
    /// When the job became due for this or its next attempt: its place in line.
    public var dueAt: Timestamp
    /// Not to be started later than this.
    public var deadline: Timestamp?
    /// Whether somebody asked for the running job to be cancelled.
    public var cancelRequested: Bool
    /// Until when the lease is good; only while running.
    public var leaseUntil: Timestamp?
    /// See `JobRecord.quarantine`.
    public var quarantine: Int?
    /// How many jobs, this one included, its worker held when the lease lapsed; at least 1. Only `leaseLapsed` looks at it.
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
    /// The part of the record that decisions are made of.
    public var status: JobStatus {
        JobStatus(
            state: state, attempt: attempt, maxAttempts: maxAttempts, dueAt: dueAt, deadline: deadline,
            cancelRequested: cancelRequestedAt != nil, leaseUntil: claim?.until, quarantine: quarantine)
    }
}
