/// Whether, and after what delay, another attempt follows a failed one.
///
///     let everyMinute = RetryPolicy.fixed(.seconds(60), maxAttempts: 3)
///     let growing = RetryPolicy.exponential(maxAttempts: 6, base: .seconds(10), cap: .seconds(600))
///     let patient = RetryPolicy.custom(maxAttempts: 20) { attempt, failure in
///         failure.type.hasSuffix("PaperJam") ? nil : .seconds(attempt * 15)
///     }
public struct RetryPolicy: Sendable {
    /// How the delay grows.
    public enum Backoff: Sendable {
        /// The same delay every time.
        case fixed(Duration)
        /// `base` after the first failure, multiplied by `factor` after each further one, never above `cap`.
        case exponential(base: Duration, factor: Double, cap: Duration)
        /// The function's result for the number of the attempt that failed (from 1) and its failure; `nil` gives up.
        case custom(@Sendable (_ attempt: Int, _ failure: JobFailure) -> Duration?)
    }

    /// How often a job may be started before a failure is final; at least 1. An enqueue refuses less.
    public var maxAttempts: Int
    /// Used only where the error itself has no advice; see `RetryAdvice`.
    public var backoff: Backoff
    /// The share of the delay that is random, from 0 to 1: with 0.2 a delay of 10 s becomes 8 to 12 s. Custom delays have no jitter. A
    /// value outside is clamped when a delay is computed, and NaN counts as 0.
    public var jitter: Double

    /// Fewer than 1 attempt becomes 1, and a jitter outside 0...1 is clamped.
    public init(maxAttempts: Int, backoff: Backoff, jitter: Double = 0) {
        self.maxAttempts = max(1, maxAttempts)
        self.backoff = backoff
        self.jitter = Self.share(jitter)
    }

    /// The value clamped to 0...1; NaN counts as 0.
    private static func share(_ value: Double) -> Double { value.isNaN ? 0 : min(1, max(0, value)) }

    /// Ten attempts, 5 s apart at first and twice as long each time up to an hour, a fifth of each delay random.
    public static let `default` = RetryPolicy.exponential(maxAttempts: JobDraft.defaultMaxAttempts)

    /// One attempt only.
    public static let none = RetryPolicy(maxAttempts: 1, backoff: .fixed(.zero))

    /// The same delay after every failure, without jitter unless given.
    public static func fixed(_ delay: Duration, maxAttempts: Int, jitter: Double = 0) -> RetryPolicy {
        RetryPolicy(maxAttempts: maxAttempts, backoff: .fixed(delay), jitter: jitter)
    }

    /// Delays that grow up to `cap`, an hour unless given; a `factor` of 1 or less leaves them at `base`.
    public static func exponential(
        maxAttempts: Int, base: Duration = .seconds(5), factor: Double = 2, cap: Duration = .seconds(3_600), jitter: Double = 0.2
    ) -> RetryPolicy {
        RetryPolicy(maxAttempts: maxAttempts, backoff: .exponential(base: base, factor: factor, cap: cap), jitter: jitter)
    }

    /// Delays by a function of the number of the attempt that failed (from 1) and its failure; `nil` gives up.
    public static func custom(
        maxAttempts: Int, _ delay: @escaping @Sendable (_ attempt: Int, _ failure: JobFailure) -> Duration?
    ) -> RetryPolicy {
        RetryPolicy(maxAttempts: maxAttempts, backoff: .custom(delay))
    }

    /// The delay before the attempt after `attempt`, or `nil` when there must be none. Does not consider how many attempts are left.
    ///
    /// - Parameters:
    ///   - attempt: the number of the attempt that failed, from 1.
    ///   - failure: its failure, whose own advice goes before the policy.
    ///   - random: from 0 up to 1; the delay's position within the range of the jitter.
    public func delay(after attempt: Int, failure: JobFailure, random: Double) -> Duration? {
        switch failure.advice {
        case .never: return nil
        case .after(let delay): return delay.asDelay
        case .byPolicy: break
        }
        switch backoff {
        case .fixed(let delay): return jittered(delay, random: random)
        case .exponential(let base, let factor, let cap):
            // Grown step by step and stopped at the cap: 2^1000 seconds is no Duration, and zero times infinity is NaN.
            var seconds = max(0, base.inSeconds)
            let limit = min(max(0, cap.inSeconds), Duration.longestDelay.inSeconds)
            var steps = min(max(1, attempt), 10_000) - 1
            while steps > 0, seconds > 0, seconds < limit, factor > 1 {
                seconds *= factor
                steps -= 1
            }
            return jittered(.seconds(min(seconds, limit)), random: random)
        case .custom(let delay): return delay(attempt, failure)?.asDelay
        }
    }

    private func jittered(_ delay: Duration, random: Double) -> Duration {
        (delay.asDelay * (1 + Self.share(jitter) * (2 * Self.share(random) - 1))).asDelay
    }
}

extension Duration {
    /// Some 29,000 years, a tenth of a timestamp's range: a longer delay makes no difference, and sums with a delay do not overflow.
    static let longestDelay: Duration = .seconds(922_337_203_685)

    /// The duration clamped from zero to the longest delay.
    var asDelay: Duration { min(max(.zero, self), .longestDelay) }
}

/// Throw this from a handler to fail the job for good, even if attempts are left.
///
///     guard response.status != .gone else { throw DoNotRetry("the feed is gone for good") }
public struct DoNotRetry: RetryAdvising, CustomStringConvertible {
    /// The text in the job's error history, cut at 4,096 bytes.
    public let reason: String

    /// Fails the job with this text in its error history.
    public init(_ reason: String) {
        self.reason = reason
    }

    public var retryAdvice: RetryAdvice { .never }
    public var description: String { reason }
}

/// Throw this from a handler to try again after `delay` instead of the policy's backoff; the attempt counts.
///
///     throw RetryAfter(.seconds(90), "the server asks for patience")
public struct RetryAfter: RetryAdvising, CustomStringConvertible {
    /// Counted from the store's commit of the failure; negative durations count as zero.
    public let delay: Duration
    /// The text in the job's error history, cut at 4,096 bytes.
    public let reason: String

    /// Another attempt after `delay`, if one is left, with this text in the error history.
    public init(_ delay: Duration, _ reason: String) {
        self.delay = delay
        self.reason = reason
    }

    public var retryAdvice: RetryAdvice { .after(delay) }
    public var description: String { reason }
}

/// Throw this from a handler to postpone the job: this is no failure, and the attempt is given back.
///
///     guard printer.isFree else { throw Snooze(for: .seconds(60)) }
public struct Snooze: Error, Sendable {
    /// When the job is due again, by the store's clock.
    public let until: JobTime

    /// A time that has passed makes the job due at once.
    public init(until: JobTime) {
        self.until = until
    }

    /// Counted from the store's commit; negative durations count as zero.
    public init(for delay: Duration) {
        self.until = .after(delay)
    }
}
