import Foundation

/// What a worker asks for.
public struct ClaimRequest: Sendable, Hashable {
    /// 128 fresh random bits.
    public var token: ClaimToken
    /// The id of the worker.
    public var worker: String
    public var queues: [String]
    /// Jobs of other kinds stay where they are.
    public var kinds: [String]
    /// At most this many jobs; at least 1.
    public var limit: Int
    /// How long the lease is good from now on.
    public var lease: Duration

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
    public var token: ClaimToken
    /// By the store's clock.
    public var claimedAt: Timestamp
    public var until: Timestamp
    /// In the order in which they should be started; empty when nothing was due.
    public var jobs: [ClaimedJob]
    /// When the next job that the request could have taken becomes due, if fewer than the limit were; `nil` when none waits.
    public var nextDueAt: Timestamp?
    /// Whether jobs were passed over because their deadline has passed; the sweep should expire them.
    public var sawPassedDeadlines: Bool

    public init(
        token: ClaimToken, claimedAt: Timestamp, until: Timestamp, jobs: [ClaimedJob], nextDueAt: Timestamp? = nil,
        sawPassedDeadlines: Bool = false
    ) {
        self.token = token
        self.claimedAt = claimedAt
        self.until = until
        self.jobs = jobs
        self.nextDueAt = nextDueAt
        self.sawPassedDeadlines = sawPassedDeadlines
    }
}

/// A job as a worker holds it: what a handler needs, and what the machine needs to settle it.
public struct ClaimedJob: Sendable, Equatable {
    public var id: JobID
    public var lease: Lease
    public var kind: String
    public var version: Int
    public var payload: Data
    public var queue: String
    public var priority: JobPriority
    public var tags: [String]
    public var headers: [String: String]
    /// The number of this attempt, from 1.
    public var attempt: Int
    public var maxAttempts: Int
    public var timeout: Duration?
    public var deadline: Timestamp?
    public var createdAt: Timestamp
    public var dueAt: Timestamp

    public init(
        id: JobID, lease: Lease, kind: String, version: Int, payload: Data, queue: String, priority: JobPriority, tags: [String],
        headers: [String: String], attempt: Int, maxAttempts: Int, timeout: Duration?, deadline: Timestamp?, createdAt: Timestamp,
        dueAt: Timestamp
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
    }
}

extension ClaimedJob {
    /// The job's status while this claim holds it.
    public func status(cancelRequested: Bool) -> JobStatus {
        JobStatus(
            state: .running, attempt: attempt, maxAttempts: maxAttempts, dueAt: dueAt, deadline: deadline, cancelRequested: cancelRequested)
    }
}
