/// The options with which a job is enqueued and run unless the caller gives others.
///
///     struct FetchFeed: Job {
///         static let kind = "fetch-feed"
///         static var options: JobOptions {
///             JobOptions(queue: "feeds", retry: .exponential(maxAttempts: 6), expiry: .seconds(3_600), timeout: .seconds(30))
///         }
///         var url: String
///     }
public struct JobOptions: Sendable {
    /// The queue of jobs that name none.
    public static let defaultQueue = JobDraft.defaultQueue

    /// At most 128 bytes.
    public var queue: String
    /// The place in line among the due jobs of the queue.
    public var priority: JobPriority
    /// `maxAttempts` is stored with the job; the delays come from the worker that ran the attempt, so a deploy can change them.
    public var retry: RetryPolicy
    /// How long after its enqueue an attempt of the job may still be started; a job that waits longer expires. `nil`: no limit.
    public var expiry: Duration?
    /// How long one attempt may take before its task is cancelled and the attempt fails, at least a microsecond. `nil`: no limit.
    public var timeout: Duration?

    /// The default queue, normal priority and the default retry policy unless given; no expiry and no timeout.
    public init(
        queue: String = JobOptions.defaultQueue, priority: JobPriority = .normal, retry: RetryPolicy = .default, expiry: Duration? = nil,
        timeout: Duration? = nil
    ) {
        self.queue = queue
        self.priority = priority
        self.retry = retry
        self.expiry = expiry
        self.timeout = timeout
    }
}

/// The options of one call of `enqueue` that replace the job's own. Each `nil` stands for the job's option.
///
///     try await queue.enqueue(
///         AskForReview(address: "ada@example.org"),
///         options: EnqueueOptions(priority: .low, due: .after(.seconds(7 * 86_400)), tags: ["customer:42"]))
public struct EnqueueOptions: Sendable {
    /// Give one to make a repeated enqueue the same job; otherwise a new one is made.
    ///
    /// An id stays taken as long as its job is in the store, finished or not: until the job is removed after its retention time
    /// (`Retention`), by default a day after it has completed. After that, the same id makes a new job.
    public var id: JobID?
    /// At most 128 bytes.
    public var queue: String?
    /// The place in line among the due jobs of the queue.
    public var priority: JobPriority?
    /// The earliest time at which the job may be started. A time that has passed counts as now: it overtakes no job that waits.
    public var due: JobTime
    /// The latest time at which an attempt may be started: later than `due`, and still to come.
    public var deadline: JobTime?
    /// At least 1. The delays between attempts stay those of the job's own policy.
    public var maxAttempts: Int?
    /// At least a microsecond. Where it is `nil`, the worker uses the options of its own version of the job.
    public var timeout: Duration?
    /// Short indexed names, such as `project:42`, by which jobs are found again.
    public var tags: [String]

    /// Due at once and without tags unless given; checked when the job is enqueued.
    public init(
        id: JobID? = nil, queue: String? = nil, priority: JobPriority? = nil, due: JobTime = .now, deadline: JobTime? = nil,
        maxAttempts: Int? = nil, timeout: Duration? = nil, tags: [String] = []
    ) {
        self.id = id
        self.queue = queue
        self.priority = priority
        self.due = due
        self.deadline = deadline
        self.maxAttempts = maxAttempts
        self.timeout = timeout
        self.tags = tags
    }
}
