/// What an error says about trying again.
public enum RetryAdvice: Sendable, Hashable, Codable {
    /// As the job's retry policy has it.
    case byPolicy
    /// Another attempt would fail in the same way.
    case never
    /// Not before that much time has passed, such as a server's Retry-After; attempts are still counted.
    case after(Duration)
}

/// An error that knows whether another attempt can help.
public protocol RetryAdvising: Error {
    /// Goes before the job's backoff, but gives no attempt beyond its `maxAttempts`. Read once, when the handler has thrown.
    var retryAdvice: RetryAdvice { get }
}
