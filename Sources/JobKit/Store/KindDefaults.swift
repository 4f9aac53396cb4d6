/// The default options of a kind's jobs, for enqueues without its Swift type: in SQL.
public struct KindDefaults: Sendable, Hashable {
    /// A kind that a worker handles; an alias has defaults of its own.
    public var kind: String
    /// The values of the type's `JobOptions`, here and below.
    public var queue: String
    /// The place in line among the due jobs of the queue.
    public var priority: JobPriority
    /// How often such a job may be started in all.
    public var maxAttempts: Int
    /// How long after its enqueue an attempt may still be started; `nil`: no limit.
    public var expiry: Duration?

    /// The defaults of a kind whose type has these options.
    public init(kind: String, options: JobOptions) {
        self.kind = kind
        queue = options.queue
        priority = options.priority
        maxAttempts = options.retry.maxAttempts
        expiry = options.expiry
    }
}

/// A store that accepts jobs without Swift, and stores the options of their kinds for that. Workers publish them with each announcement.
public protocol KindDefaultsStore: JobStore {
    /// Replaces the defaults of these kinds, and keeps those of others.
    func publish(_ defaults: [KindDefaults]) async throws
}
