import Foundation

/// Time, waiting and randomness, in the one place that names the system's.
///
/// Everything in JobKit takes them from here, so that a test which hands over an environment of its own decides when things happen.
public struct JobEnvironment: Sendable {
    /// The wall clock.
    public var now: @Sendable () -> Timestamp
    /// Time since the machine started, sleep included, by a clock that nobody sets.
    public var uptime: @Sendable () -> Duration
    /// Tells one start of the machine from another: the uptimes of two processes can be compared where this is equal. 0 when it is not known; then
    /// stores leave times as they are when they open.
    package var boot: UInt64
    /// Waits; throws `CancellationError` when the task is cancelled. Any duration will do: negative ones are over at once, and the system's waits no
    /// longer than a century.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// 64 bits that nobody can guess.
    public var random: @Sendable () -> UInt64
    /// Whether a queue leaves the store alone for a while between two looks at the jobs that are waited for. Not where time stands still until a test
    /// moves it.
    package var spacesLooks = true

    /// An environment of these; each is called from any task. `system` has the real ones, `ManualClock` of JobKitTesting a test's.
    public init(
        now: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void, random: @escaping @Sendable () -> UInt64
    ) {
        self.init(now: now, uptime: uptime, boot: 0, sleep: sleep, random: random)
    }

    /// With a name for the start of the machine.
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

    /// A century: arithmetic with it has room, and nobody waits longer.
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
