import Foundation

/// A worker's request for jobs.
public struct ClaimRequest: Sendable, Hashable {
    /// 128 fresh random bits.
    public var token: ClaimToken
    /// The id of the worker.
    public var worker: String
    /// The queues to claim from; paused ones hand out nothing.
    public var queues: [String]
    /// The kinds to claim; jobs of other kinds are left in the store.
    public var kinds: [String]
    /// At most this many jobs; less than 1 counts as 1.
    public var limit: Int
    /// How long the lease lasts from now on.
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

/// The jobs that a store handed to a worker, under one token.
public struct Claim: Sendable, Equatable {
    /// The token of the request.
    public var token: ClaimToken
    /// By the store's clock.
    public var claimedAt: Timestamp
    /// The time at which all its leases end unless they are renewed, by the store's clock.
    public var until: Timestamp
    /// In the order in which the worker should start them; empty when no job was due.
    public var jobs: [ClaimedJob]
    /// When the next job that the request could have taken becomes due, if fewer than the limit were; `nil` when none waits.
    public var nextDueAt: Timestamp?
    /// Whether jobs were passed over because their deadline has passed; the sweep should expire them.
    public var sawPassedDeadlines: Bool
    /// The request's queues that are paused: the worker gives back the jobs of these that it holds and has not started.
    public var pausedQueues: Set<String>

    /// A claim with these values; for stores.
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

/// A job as a worker holds it, with the values that the handler and the state machine need.
public struct ClaimedJob: Sendable, Equatable {
    /// The same in every attempt.
    public var id: JobID
    /// The lease with which the attempt settles the job.
    public var lease: Lease
    /// The name by which the handler is found.
    public var kind: String
    /// The version of the payload's shape; see `Job.version`.
    public var version: Int
    /// The encoded bytes.
    public var payload: Data
    /// One of the requested queues.
    public var queue: String
    /// The level that determined its place in line.
    public var priority: JobPriority
    /// The tags of the draft.
    public var tags: [String]
    /// Values passed to the handler unread, such as the trace context.
    public var headers: [String: String]
    /// The number of this attempt, from 1.
    public var attempt: Int
    /// Once `attempt` has reached this number, a failure is final.
    public var maxAttempts: Int
    /// The limit of this attempt's time, if the job sets one; `nil` leaves it to the handler's options.
    public var timeout: Duration?
    /// The time by which the job had to be started; it does not end a running attempt.
    public var deadline: Timestamp?
    /// When the store accepted the job, by its clock.
    public var createdAt: Timestamp
    /// When the job became due for this attempt, by the store's clock; it returns to this place in line when the attempt is given back.
    public var dueAt: Timestamp
    /// The most jobs, this one included, that the worker may hold under its claims from the start of this job's handler to its end; `nil`
    /// for no limit. A worker that was handed more gives the others back, and starts this job once the store has them back: this tells
    /// apart jobs that are lost together. See `JobRecord.quarantine`.
    public var quarantine: Int?

    /// A job with these values; for stores.
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
