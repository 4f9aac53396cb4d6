/// What jobs of a kind get unless it is said otherwise, where they are enqueued by somebody who does not have its type: in SQL.
public struct KindDefaults: Sendable, Hashable {
    /// A kind that a worker handles; an alias has defaults of its own.
    public var kind: String
    /// As the type's `JobOptions` have it, and the others too.
    public var queue: String
    /// The place in line among the due jobs of the queue.
    public var priority: JobPriority
    /// How often such a job is tried in all.
    public var maxAttempts: Int
    /// How long after its enqueue an attempt may still be started; `nil`: for ever.
    public var expiry: Duration?

    /// Of a kind whose type has these options.
    public init(kind: String, options: JobOptions) {
        self.kind = kind
        queue = options.queue
        priority = options.priority
        maxAttempts = options.retry.maxAttempts
        expiry = options.expiry
    }
}

/// A store into which jobs can be put past Swift, and which knows by itself what their kinds' options are. Workers tell it, with each announcement.
public protocol KindDefaultsStore: JobStore {
    /// Replaces what it knows of these kinds, and keeps what it knows of others.
    func publish(_ defaults: [KindDefaults]) async throws
}
