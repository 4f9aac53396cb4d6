import Foundation

/// A job to be stored: all that is known when it is enqueued, with the payload already encoded.
///
/// `JobQueue` makes drafts from typed jobs. Make one by hand to enqueue a kind whose Swift type is not at hand.
public struct JobDraft: Sendable, Hashable, Codable {
    /// The queue of drafts that name none.
    public static let defaultQueue = "default"
    /// How often a job may be started unless its draft says otherwise; the default retry policy has the same number.
    public static let defaultMaxAttempts = 10

    /// Chosen by the caller; a second draft with an id that the store already has gets the answer `duplicate` and changes nothing.
    public var id: JobID
    /// The stable name by which a worker finds the handler; at most 128 bytes.
    public var kind: String
    /// The version of the payload's shape; see `Job.version`.
    public var version: Int
    /// The encoded bytes; `JobQueue` refuses more than `JobLimits.payloadBytes`.
    public var payload: Data
    /// At most 128 bytes.
    public var queue: String
    /// The place in line among the due jobs of the queue.
    public var priority: JobPriority
    /// The earliest time at which the job may be started, by the store's clock.
    public var due: JobTime
    /// A job that waits at this time expires, whether for its first attempt or for a later one: every attempt must start before. `nil`:
    /// never.
    public var deadline: JobTime?
    /// How often the job may be started before a failure is final; at least 1.
    public var maxAttempts: Int
    /// How long one attempt may take; `nil` leaves it to the handler's default.
    public var timeout: Duration?
    /// Short indexed names, such as `project:42`; each at most 128 bytes. Always sorted and without repetition.
    public var tags: [String] { didSet { tags = Self.tidy(tags) } }
    /// Passed to the handler unread, with the trace context. At most `JobLimits.headers`, of `JobLimits.headerBytes` in all.
    public var headers: [String: String]

    /// Sorts the tags and drops repetitions; checks nothing: `check(limits:)` does, and `JobQueue` calls it before it stores.
    ///
    /// - Parameters:
    ///   - id: the job's identity; `JobEnvironment.makeJobID()` makes one.
    ///   - kind: the name by which workers find the handler.
    ///   - payload: as the codec of the workers reads it.
    ///   - version: of the payload's shape; 1 unless given.
    ///   - queue: the default queue unless given.
    ///   - priority: normal unless given.
    ///   - due: at once unless given.
    ///   - deadline: none unless given.
    ///   - maxAttempts: 10 unless set, as in the default retry policy.
    ///   - timeout: the handler's default unless given.
    ///   - tags: none unless given.
    ///   - headers: none unless given.
    public init(
        id: JobID, kind: String, payload: Data, version: Int = 1, queue: String = JobDraft.defaultQueue, priority: JobPriority = .normal,
        due: JobTime = .now, deadline: JobTime? = nil, maxAttempts: Int = JobDraft.defaultMaxAttempts, timeout: Duration? = nil,
        tags: [String] = [], headers: [String: String] = [:]
    ) {
        self.id = id
        self.kind = kind
        self.version = version
        self.payload = payload
        self.queue = queue
        self.priority = priority
        self.due = due
        self.deadline = deadline
        self.maxAttempts = maxAttempts
        self.timeout = timeout
        self.tags = Self.tidy(tags)
        self.headers = headers
    }

    private static func tidy(_ tags: [String]) -> [String] {
        tags.count > 1 ? Set(tags).sorted() : tags
    }
}
