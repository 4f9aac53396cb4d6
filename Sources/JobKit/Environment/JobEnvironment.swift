import Foundation

/// Time, waiting and randomness, in the one place that names the system's.
///
/// All of JobKit takes them from here, so that a test with an environment of its own decides when things happen.
public struct JobEnvironment: Sendable {
    /// The wall clock.
    public var now: @Sendable () -> Timestamp
    /// Time since the machine started, sleep included, by a clock that cannot be set.
    public var uptime: @Sendable () -> Duration
    /// Identifies the machine's start: the uptimes of two processes can be compared where this is equal. 0 when it is not known; then
    /// stores leave times unchanged when they open.
    package var boot: UInt64
    /// Waits; throws `CancellationError` when the task is cancelled. Accepts any duration: a negative one ends at once, and the system's
    /// sleep lasts at most a century.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// 64 bits that cannot be guessed.
    public var random: @Sendable () -> UInt64
    /// Whether a queue waits a while between two reads of the followed jobs. False where time stands still until a test moves it.
    package var spacesLooks = true

    /// An environment of these functions; each is called from any task. `system` has the real ones, `ManualClock` of JobKitTesting a
    /// test's.
    public init(
        now: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void, random: @escaping @Sendable () -> UInt64
    ) {
        self.init(now: now, uptime: uptime, boot: 0, sleep: sleep, random: random)
    }

    /// An environment with an identifier of the machine's start.
    package init(
        now: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration, boot: UInt64,
        sleep: @escaping @Sendable (Duration) async throws -> Void, random: @escaping @Sendable () -> UInt64
    ) {
        self.now = now
        self.uptime = uptime
        self.boot = boot
        self.sleep = sleep
        self.random = random
    }

    /// A century: arithmetic with it does not overflow, and no wait lasts longer.
    static let longestSleep: Duration = .seconds(3_155_760_000)

    /// The system's clocks and random numbers.
    public static let system: JobEnvironment = {
        let clock = ContinuousClock()
        let randomness = SystemRandom()
        return JobEnvironment(
            now: { Timestamp(microseconds: SystemClock.microseconds(of: CLOCK_REALTIME)) },
            uptime: { .microseconds(SystemClock.microseconds(of: SystemClock.sinceStart)) },
            boot: SystemClock.boot,
            sleep: { try await clock.sleep(for: min($0, longestSleep)) },
            random: { randomness.next() })
    }()

    /// A new id, made of this environment's time and randomness.
    public func makeJobID() -> JobID { JobID(time: now(), random: random()) }

    /// A new token of 128 random bits.
    public func makeClaimToken() -> ClaimToken { ClaimToken(high: random(), low: random()) }

    /// From 0 up to 1, for jitter.
    func unitRandom() -> Double { Double(random() >> 11) / Double(1 << 53) }
}
