/// The rules for jobs that were lost with their worker: which one is charged an attempt, how many may be held together next, and when they
/// come back.
///
/// A lost worker gives no reason, and each of the jobs that it held may be the cause. So jobs that were lost together are not charged, and
/// are told apart: they come back in quarantine, held with half as many others, until the job that ends its worker is alone. That job is
/// charged.
public enum QuarantinePolicy {
    /// Whether a lost job is known to be the cause: it was its worker's only job, or ran as if it were, in quarantine 1.
    public static func pays(lostTogether: Int, quarantine: Int?) -> Bool {
        lostTogether <= 1 || quarantine == 1
    }

    /// The quarantine in which a lost job comes back: half of the jobs that were lost together, and no more than half of the quarantine
    /// before; at least 1.
    public static func next(lostTogether: Int, quarantine: Int?) -> Int {
        max(1, min(lostTogether, quarantine ?? .max) / 2)
    }

    /// How long a lost job waits: 1 s after the first attempt, twice as long after each further one, never more than a minute. No part of
    /// it is random: the quarantine separates jobs that come back at the same time.
    public static func backoff(after attempt: Int) -> Duration {
        let lapsed = JobFailure(type: "", message: "")
        return policy.delay(after: attempt, failure: lapsed, random: 0.5) ?? .zero
    }

    private static let policy = RetryPolicy.exponential(maxAttempts: .max, base: .seconds(1), factor: 2, cap: .seconds(60), jitter: 0)
}
