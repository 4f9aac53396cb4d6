/// An error's advice about another attempt.
public enum RetryAdvice: Sendable, Hashable, Codable {
    /// The job's retry policy decides.
    case byPolicy
    /// Another attempt would fail in the same way.
    case never
    /// Not before that much time has passed, such as a server's Retry-After; attempts are still counted.
    case after(Duration)
}

/// An error that can tell whether another attempt helps.
public protocol RetryAdvising: Error {
    /// Takes precedence over the job's backoff, but gives no attempt beyond its `maxAttempts`. Read once, when the handler has thrown.
    var retryAdvice: RetryAdvice { get }
}
