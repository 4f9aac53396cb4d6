import Foundation

/// What a worker asks for.
public struct ClaimRequest: Sendable, Hashable {
    /// 128 fresh random bits.
    public var token: ClaimToken
    /// The id of the worker.
    public var worker: String
    /// Paused ones among them hand out nothing.
    public var queues: [String]
    /// Jobs of other kinds stay where they are.
    public var kinds: [String]
    /// At most this many jobs; less than 1 counts as 1.
    public var limit: Int
    /// How long the lease is good from now on.
    public var lease: Duration

    /// A request with these values; nothing is checked or corrected here.
    public init(token: ClaimToken, worker: String, queues: [String], kinds: [String], limit: Int, lease: Duration) {
        self.token = token
        self.worker = worker
        self.queues = queues
        self.kinds = kinds
        self.limit = limit
        self.lease = lease
    }
}

/// What a worker got.
public struct Claim: Sendable, Equatable {
    /// The request's.
    public var token: ClaimToken
    /// By the store's clock.
    public var claimedAt: Timestamp
    /// All its leases are good until then, by the store's clock, unless they are renewed.
    public var until: Timestamp
    /// In the order in which they should be started; empty when nothing was due.
    public var jobs: [ClaimedJob]
    /// When the next job that the request could have taken becomes due, if fewer than the limit were; `nil` when none waits.
    public var nextDueAt: Timestamp?
    /// Whether jobs were passed over because their deadline has passed; the sweep should expire them.
    public var sawPassedDeadlines: Bool
    /// Those of the request's queues that are paused: what a worker holds of them without having started it goes back.
    public var pausedQueues: Set<String>

    /// A claim with these values; stores make them.
    public init(
        token: ClaimToken, claimedAt: Timestamp, until: Timestamp, jobs: [ClaimedJob], nextDueAt: Timestamp? = nil,
        sawPassedDeadlines: Bool = false, pausedQueues: Set<String> = []
    ) {
        self.token = token
        self.claimedAt = claimedAt
        self.until = until
        self.jobs = jobs
        self.nextDueAt = nextDueAt
        self.sawPassedDeadlines = sawPassedDeadlines
        self.pausedQueues = pausedQueues
    }
}

/// A job as a worker holds it: what a handler needs, and what the machine needs to settle it.
public struct ClaimedJob: Sendable, Equatable {
    /// The same in every attempt.
    public var id: JobID
    /// What the attempt must show to settle the job.
    public var lease: Lease
    /// The name by which the handler is found.
    public var kind: String
    /// The version of the payload's shape; see `Job.version`.
    public var version: Int
    /// As the codec wrote it.
    public var payload: Data
    /// One of those asked for.
    public var queue: String
    /// The level that went into its place in line.
    public var priority: JobPriority
    /// As the draft had them.
    public var tags: [String]
    /// What travels to the handler unread, such as the trace context.
    public var headers: [String: String]
    /// The number of this attempt, from 1.
    public var attempt: Int
    /// When `attempt` has come this far, a failure is final.
    public var maxAttempts: Int
    /// How long this attempt may take, if the job itself says so; `nil` leaves it to the handler's options.
    public var timeout: Duration?
    /// Until when the job had to be started; an attempt that runs is not ended by it.
    public var deadline: Timestamp?
    /// When the store took the job in, by its clock.
    public var createdAt: Timestamp
    /// When the job became due for this attempt, by the store's clock; where it goes back to when the attempt is given back.
    public var dueAt: Timestamp
    /// The most jobs, this one included, that the worker may hold under its claims from the start of this job's handler to its end; `nil` where
    /// that does not matter. A worker that was handed more gives the others back, and starts this job once the store has them back: jobs that
    /// are lost together are told apart by it. See `JobRecord.quarantine`.
    public var quarantine: Int?

    /// A job with these values; stores make them.
    public init(
        id: JobID, lease: Lease, kind: String, version: Int, payload: Data, queue: String, priority: JobPriority, tags: [String],
        headers: [String: String], attempt: Int, maxAttempts: Int, timeout: Duration?, deadline: Timestamp?, createdAt: Timestamp,
        dueAt: Timestamp, quarantine: Int? = nil
    ) {
        self.id = id
        self.lease = lease
        self.kind = kind
        self.version = version
        self.payload = payload
        self.queue = queue
        self.priority = priority
        self.tags = tags
        self.headers = headers
        self.attempt = attempt
        self.maxAttempts = maxAttempts
        self.timeout = timeout
        self.deadline = deadline
        self.createdAt = createdAt
        self.dueAt = dueAt
        self.quarantine = quarantine
    }
}

extension ClaimedJob {
    /// The job's status while this claim holds it.
    public func status(cancelRequested: Bool) -> JobStatus {
        JobStatus(
            state: .running, attempt: attempt, maxAttempts: maxAttempts, dueAt: dueAt, deadline: deadline, cancelRequested: cancelRequested,
            quarantine: quarantine)
    }
}
