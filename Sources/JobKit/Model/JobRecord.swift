import Foundation

/// A store's complete record of a job at one moment.
public struct JobRecord: Sendable, Equatable, Identifiable, Codable {
    /// Chosen by the caller that enqueued the job.
    public var id: JobID
    /// The name by which workers find the handler.
    public var kind: String
    /// The version of the payload's shape; see `Job.version`.
    public var version: Int
    /// The encoded bytes.
    public var payload: Data
    /// The queue into which the job was enqueued; it never changes.
    public var queue: String
    /// The place in line among the due jobs of the queue.
    public var priority: JobPriority
    /// The tags of the draft.
    public var tags: [String]
    /// Values passed to the handler unread, such as the trace context.
    public var headers: [String: String]
    /// The limit of one attempt's time, if the job sets one.
    public var timeout: Duration?
    /// How often the job may be started before a failure is final.
    public var maxAttempts: Int
    /// When the store accepted the job, by its clock.
    public var createdAt: Timestamp

    /// By the store's clock when the record was read: a scheduled job becomes pending by the passing of time alone.
    public var state: JobState
    /// When the job became, or becomes, due for its next or latest attempt.
    public var dueAt: Timestamp
    /// A job that has not been started by then expires.
    public var deadline: Timestamp?
    /// Starts that count against `maxAttempts`: an attempt given back (snoozed, released) does not, and a retry by hand starts at zero.
    public var attempt: Int
    /// The most jobs, this one included, that its worker may hold while it runs, because an earlier attempt was lost with its worker: half
    /// of those that were lost together, then half of that, until the job that ends its worker is alone. Set only while the job waits or
    /// runs; nearly always `nil`, in no quarantine.
    public var quarantine: Int?
    /// The claim that holds the job; only while running.
    public var claim: ClaimInfo?
    /// When a cancellation of the running job was requested.
    public var cancelRequestedAt: Timestamp?
    /// When the attempt that ended the job was claimed; only when finished, and `nil` for a job that ended without a start.
    public var startedAt: Timestamp?
    /// When the job ended; only when finished.
    public var finishedAt: Timestamp?
    /// The handler's encoded output; only when completed.
    public var output: Data?
    /// The latest report of the handler.
    public var progress: JobProgress?
    /// One entry for each attempt that did not succeed, oldest first. A retry by hand keeps it. Of more than `JobLimits.errorHistory`
    /// entries the first `JobLimits.firstErrors` and the latest are kept; one entry between them counts the omitted ones
    /// (`AttemptError.droppedCount`).
    public var errors: [AttemptError]

    /// A record with these values; for stores.
    public init(
        id: JobID, kind: String, version: Int, payload: Data, queue: String, priority: JobPriority, tags: [String],
        headers: [String: String],
        timeout: Duration?, maxAttempts: Int, createdAt: Timestamp, state: JobState, dueAt: Timestamp, deadline: Timestamp?, attempt: Int,
        quarantine: Int? = nil, claim: ClaimInfo? = nil, cancelRequestedAt: Timestamp? = nil, startedAt: Timestamp? = nil,
        finishedAt: Timestamp? = nil,
        output: Data? = nil, progress: JobProgress? = nil, errors: [AttemptError] = []
    ) {
        self.id = id
        self.kind = kind
        self.version = version
        self.payload = payload
        self.queue = queue
        self.priority = priority
        self.tags = tags
        self.headers = headers
        self.timeout = timeout
        self.maxAttempts = maxAttempts
        self.createdAt = createdAt
        self.state = state
        self.dueAt = dueAt
        self.deadline = deadline
        self.attempt = attempt
        self.quarantine = quarantine
        self.claim = claim
        self.cancelRequestedAt = cancelRequestedAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.output = output
        self.progress = progress
        self.errors = errors
    }
}

/// The claim that holds a running job.
public struct ClaimInfo: Sendable, Hashable {
    /// The claim's token and the job's place in it. With it an attempt can be settled, so only stores see it.
    @_spi(Stores) public var lease: Lease
    /// The id of the worker that claimed it.
    public var worker: String
    /// When the job was claimed, on the store's clock.
    public var claimedAt: Timestamp
    /// When the lease ends unless renewed, on the store's clock.
    public var until: Timestamp

    /// A claim with these values; for stores.
    public init(lease: Lease, worker: String, claimedAt: Timestamp, until: Timestamp) {
        self.lease = lease
        self.worker = worker
        self.claimedAt = claimedAt
        self.until = until
    }
}
