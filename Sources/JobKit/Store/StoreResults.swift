/// The result for a draft.
public enum EnqueueResult: Sendable, Hashable {
    /// Stored, under the draft's id.
    case enqueued(JobID)
    /// The store has a job with this id already, of that kind; nothing was changed.
    case duplicate(of: JobID, kind: String)
}

/// The result of a claim's renewal.
public enum RenewResult: Sendable, Hashable {
    /// Of the named places, those that are open, and the time until which they are valid; and those of them whose jobs are to be cancelled.
    /// In any order.
    case renewed(until: Timestamp, open: [Int], cancelRequested: [Int])
    /// None of the named places is open: they were taken back, or settled.
    case lost
}

/// A filter for lists of jobs. A `nil` or empty property does not restrict; an empty set becomes `nil`, so that stores need to handle only
/// one of the two.
public struct JobQuery: Sendable, Hashable {
    /// States by the store's clock: a job that is due is pending, not scheduled.
    public var states: Set<JobState>? { didSet { states = states.nonEmpty } }
    /// The names under which jobs are stored; aliases are not looked up.
    public var kinds: Set<String>? { didSet { kinds = kinds.nonEmpty } }
    /// Jobs of any of these queues, paused or not.
    public var queues: Set<String>? { didSet { queues = queues.nonEmpty } }
    /// Jobs that carry all of these.
    public var tags: [String]

    /// Every job unless restricted.
    public init(states: Set<JobState>? = nil, kinds: Set<String>? = nil, queues: Set<String>? = nil, tags: [String] = []) {
        self.states = states.nonEmpty
        self.kinds = kinds.nonEmpty
        self.queues = queues.nonEmpty
        self.tags = tags
    }
}

extension Optional where Wrapped: Collection {
    fileprivate var nonEmpty: Wrapped? { flatMap { $0.isEmpty ? nil : $0 } }
}

/// The part of a list to return.
public struct PageRequest: Sendable, Hashable {
    /// From 1 to 1,000; values outside are clamped.
    public var limit: Int
    /// The end of the page before.
    public var after: PageCursor?

    /// The first 50 jobs unless given; a limit outside 1 to 1,000 is clamped.
    public init(limit: Int = 50, after: PageCursor? = nil) {
        self.limit = min(1_000, max(1, limit))
        self.after = after
    }
}

/// A place in a list; only the store that made it can read it.
public struct PageCursor: Sendable, Hashable, Codable {
    /// Text that can travel to a client and back; its format is internal to the store and may change.
    public var rawValue: String

    /// Takes any text; a store that cannot read it throws `JobStoreError` with `.invalid`.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// A part of a list of jobs. Jobs that are enqueued between two pages do not shift later pages.
public struct JobPage: Sendable, Equatable {
    /// Newest first, at most as many as requested.
    public var jobs: [JobRecord]
    /// Pass this to get the next page; `nil` at the end.
    public var next: PageCursor?

    /// A page with these values; for stores.
    public init(jobs: [JobRecord], next: PageCursor?) {
        self.jobs = jobs
        self.next = next
    }
}

/// The number of jobs of one queue and kind in one state.
public struct JobCount: Sendable, Hashable {
    /// The queue of all the jobs counted.
    public var queue: String
    /// The kind under which they are stored.
    public var kind: String
    /// Their state, by the store's clock.
    public var state: JobState
    /// At least 1: stores leave out combinations without jobs.
    public var count: Int

    /// A count with these values; for stores.
    public init(queue: String, kind: String, state: JobState, count: Int) {
        self.queue = queue
        self.kind = kind
        self.state = state
        self.count = count
    }
}

/// A worker's announcement of itself.
public struct WorkerInfo: Sendable, Hashable, Codable {
    /// Unique among running workers; a second announcement under it replaces the first.
    public var id: String
    /// The queues that it serves.
    public var queues: [String]
    /// The kinds that it handles, aliases included.
    public var kinds: [String]
    /// How many jobs it runs at once.
    public var concurrency: Int
    /// By the store's clock; a store replaces the given value by its own time.
    public var seenAt: Timestamp

    /// A worker's announcement; the store sets `seenAt`.
    public init(id: String, queues: [String], kinds: [String], concurrency: Int, seenAt: Timestamp = Timestamp(microseconds: 0)) {
        self.id = id
        self.queues = queues
        self.kinds = kinds
        self.concurrency = concurrency
        self.seenAt = seenAt
    }
}

/// A store's facts besides jobs.
public struct StoreOverview: Sendable, Hashable {
    /// The time on the store's clock.
    public var now: Timestamp
    /// The queues that hand out nothing until they are resumed; they need not hold any jobs.
    public var pausedQueues: Set<String>
    /// By id. Workers that ended without leaving stay listed until a day after they were last seen.
    public var workers: [WorkerInfo]

    /// An overview with these values; for stores.
    public init(now: Timestamp, pausedQueues: Set<String>, workers: [WorkerInfo]) {
        self.now = now
        self.pausedQueues = pausedQueues
        self.workers = workers
    }
}
