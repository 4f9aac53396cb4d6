import JobKit
import Testing

@Suite("A retry policy")
struct RetryPolicyTests {
    static let failure = JobFailure(type: "E", message: "m")

    func delay(_ policy: RetryPolicy, after attempt: Int, random: Double = 0.5) -> Duration? {
        policy.delay(after: attempt, failure: Self.failure, random: random)
    }

    @Test("grows by its factor from its base, and stops at its cap")
    func growth() {
        let policy = RetryPolicy.exponential(maxAttempts: 20, base: .seconds(2), factor: 3, cap: .seconds(100), jitter: 0)
        #expect((1...6).map { delay(policy, after: $0) } == [2, 6, 18, 54, 100, 100].map { .seconds($0) })
        #expect(delay(policy, after: 0) == .seconds(2))
        #expect(delay(policy, after: -5) == .seconds(2))
    }

    @Test("never overflows, however many attempts there were")
    func overflow() {
        let policy = RetryPolicy.exponential(maxAttempts: .max, base: .seconds(1), factor: 1e300, cap: .seconds(3_600), jitter: 1)
        #expect(delay(policy, after: .max, random: 0.5) == .seconds(3_600))
        #expect(delay(policy, after: 2, random: 0) == .zero)
        let long = RetryPolicy.exponential(maxAttempts: 9, base: .seconds(1), factor: 2, cap: .seconds(Int64.max), jitter: 1)
        #expect(delay(long, after: 65, random: 1) != nil)
    }

    @Test("shrinks by no factor below one")
    func factorBelowOne() {
        let policy = RetryPolicy.exponential(maxAttempts: 9, base: .seconds(8), factor: 0.5, cap: .seconds(100), jitter: 0)
        #expect(delay(policy, after: 4) == .seconds(8))
    }

    @Test("spreads a delay by its jitter to both sides and no further", arguments: [(0.0, 8), (0.25, 9), (0.5, 10), (0.75, 11), (1.0, 12)])
    func jitter(random: Double, seconds: Int) throws {
        let policy = RetryPolicy.fixed(.seconds(10), maxAttempts: 3, jitter: 0.2)
        let spread = try #require(delay(policy, after: 1, random: random))
        // Factors are binary fractions: rounding may cost a nanosecond.
        #expect(spread > .seconds(seconds) - .nanoseconds(1) && spread < .seconds(seconds) + .nanoseconds(1))
    }

    @Test("keeps its numbers within bounds")
    func bounds() {
        #expect(RetryPolicy.fixed(.seconds(1), maxAttempts: 0).maxAttempts == 1)
        #expect(RetryPolicy.fixed(.seconds(1), maxAttempts: -7).maxAttempts == 1)
        #expect(RetryPolicy.fixed(.seconds(1), maxAttempts: 1, jitter: 2).jitter == 1)
        #expect(RetryPolicy.fixed(.seconds(1), maxAttempts: 1, jitter: -2).jitter == 0)
        #expect(RetryPolicy.fixed(.seconds(1), maxAttempts: 1, jitter: .nan).jitter == 0)
        #expect(delay(.fixed(.seconds(-5), maxAttempts: 2), after: 1) == .zero)
        #expect(RetryPolicy.none.maxAttempts == 1)
    }

    @Test("of one's own gets the attempt and the failure, is left without jitter, and may give up")
    func custom() {
        let policy = RetryPolicy.custom(maxAttempts: 9) { attempt, failure in
            failure.type == "E" && attempt < 3 ? .seconds(attempt * 100) : nil
        }
        #expect(delay(policy, after: 2, random: 0) == .seconds(200))
        #expect(delay(policy, after: 3) == nil)
        let negative = RetryPolicy.custom(maxAttempts: 9) { _, _ in .seconds(-1) }
        #expect(delay(negative, after: 1) == .zero)
    }

    @Test("gives way to what the error advises")
    func advice() {
        let policy = RetryPolicy.fixed(.seconds(10), maxAttempts: 3)
        func delay(_ advice: RetryAdvice) -> Duration? {
            policy.delay(after: 1, failure: JobFailure(type: "E", message: "m", advice: advice), random: 0)
        }
        #expect(delay(.byPolicy) == .seconds(10))
        #expect(delay(.never) == nil)
        #expect(delay(.after(.seconds(77))) == .seconds(77))
        #expect(delay(.after(.seconds(-77))) == .zero)
        #expect(JobFailure(DoNotRetry("no")).advice == .never)
        #expect(JobFailure(RetryAfter(.seconds(4), "busy")).advice == .after(.seconds(4)))
        #expect(JobFailure(CancellationError()).advice == .byPolicy)
    }
}
