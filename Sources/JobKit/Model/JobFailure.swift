/// Why an attempt did not succeed, as text that every database stores.
public struct JobFailure: Sendable, Hashable, Codable {
    /// The Swift type of the error, or a name of JobKit's own such as `JobKit.LeaseLapsed`.
    public var type: String
    /// At most 4 KiB; longer texts are cut at a character. NUL characters are replaced.
    public var message: String
    /// The error's own advice about another attempt.
    public var advice: RetryAdvice

    /// Cuts the type to 128 bytes and the message to 4,096; the job's retry policy decides unless `advice` says otherwise.
    public init(type: String, message: String, advice: RetryAdvice = .byPolicy) {
        self.type = type.storable(maxBytes: JobLimits.nameBytes)
        self.message = message.storable(maxBytes: JobLimits.errorTextBytes)
        self.advice = advice
    }

    /// Describes `error` by its `description`. For an error without one Swift prints its contents, which are then stored and logged: give
    /// errors that may hold confidential values a `description` of their own.
    public init(_ error: any Error) {
        self.init(
            type: String(reflecting: Swift.type(of: error)), message: String(describing: error),
            advice: (error as? any RetryAdvising)?.retryAdvice ?? .byPolicy)
    }
}

/// One entry of a job's error history: an attempt that did not succeed.
public struct AttemptError: Sendable, Hashable, Codable {
    /// The job's state after this attempt.
    public enum Consequence: String, Sendable, Codable, CaseIterable {
        /// It will be tried again.
        case retried
        /// It failed for good.
        case failed
        /// It was cancelled on request.
        case cancelled
    }

    /// The number of the attempt, from 1.
    public var attempt: Int
    /// The worker that ran it.
    public var worker: String
    /// When the attempt was claimed.
    public var startedAt: Timestamp
    /// When its failure was stored.
    public var failedAt: Timestamp
    /// The type of the error; see `JobFailure.type`.
    public var type: String
    /// The error's message; see `JobFailure.message`.
    public var message: String
    /// The outcome for the job.
    public var consequence: Consequence

    /// An entry with these values, texts unchanged; for stores.
    public init(
        attempt: Int, worker: String, startedAt: Timestamp, failedAt: Timestamp, type: String, message: String, consequence: Consequence
    ) {
        self.attempt = attempt
        self.worker = worker
        self.startedAt = startedAt
        self.failedAt = failedAt
        self.type = type
        self.message = message
        self.consequence = consequence
    }
}
