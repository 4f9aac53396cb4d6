import Synchronization

/// Time that stands still until a test moves it; give its `environment` to the code that is to use it.
///
/// Moving time wakes the tasks that sleep until then, the earliest first. Woken tasks do not run at once: the system schedules them, and a
/// sleep that one of them begins counts from the clock's time by then. Wait for their effects, or for them to sleep again
/// (`waitForSleepers(atLeast:)`), before moving on.
public final class ManualClock: Sendable {
    private let state: Mutex<State>

    /// - Parameters:
    ///   - start: the wall clock's first time; 2025-01-02 03:04:05.000006 unless set.
    ///   - seed: of `environment.random`: the same seed, the same numbers.
    public init(startingAt start: Timestamp = Timestamp(microseconds: 1_735_787_045_000_006), seed: UInt64 = 1) {
        state = Mutex(State(now: start, random: SplitMix64(seed: seed)))
    }

    /// An environment that uses this clock.
    public var environment: JobEnvironment {
        var environment = JobEnvironment(
            now: { self.now }, uptime: { self.uptime }, sleep: { try await self.sleep($0) },
            random: { self.state.withLock { $0.random.next() } })
        environment.spacesLooks = false
        return environment
    }

    /// The time on the wall clock.
    public var now: Timestamp { state.withLock { $0.now } }

    /// How far the clock was moved since it was made, without corrections of the wall clock.
    public var uptime: Duration { state.withLock { $0.uptime } }

    /// The number of tasks that sleep on this clock.
    public var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// The uptime at which the next sleeper wakes, or `nil` when no task sleeps: the target for moving the clock when all other work is
    /// done.
    public var nextWakeUp: Duration? { state.withLock { $0.sleepers.lazy.map(\.wakesAt).min() } }

    /// Moves both clocks, and wakes the tasks that sleep until then or earlier. Negative durations count as zero.
    public func advance(by duration: Duration) {
        let woken = state.withLock { $0.advance(by: max(.zero, duration)) }
        for sleeper in woken { sleeper.continuation.resume() }
    }

    /// Corrects the wall clock alone, forwards or backwards, as an administrator or NTP does. No task wakes: sleeping goes by uptime.
    public func setWallClock(_ now: Timestamp) {
        state.withLock { $0.now = now }
    }

    /// Returns when at least `count` tasks sleep on this clock.
    ///
    /// - Throws: `CancellationError`, when the waiting task is cancelled.
    public func waitForSleepers(atLeast count: Int) async throws {
        let key = state.withLock { $0.makeKey() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.sleepers.count >= count { return .success(()) }
                    state.watchers.append(State.Watcher(key: key, count: count, continuation: continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let watcher = state.withLock { $0.removeWatcher(key) }
            watcher?.continuation.resume(throwing: CancellationError())
        }
    }

    private func sleep(_ duration: Duration) async throws {
        let key = state.withLock { $0.makeKey() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // A cancellation that came first has found no sleeper to wake; one that comes later finds the sleeper.
                let (outcome, satisfied) = state.withLock { state -> (Result<Void, any Error>?, [State.Watcher]) in
                    if Task.isCancelled { return (.failure(CancellationError()), []) }
                    if duration <= .zero { return (.success(()), []) }
                    state.sleepers.append(
                        State.Sleeper(key: key, wakesAt: state.uptime + min(duration, State.end), continuation: continuation))
                    return (nil, state.removeSatisfiedWatchers())
                }
                if let outcome { continuation.resume(with: outcome) }
                for watcher in satisfied { watcher.continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.removeSleeper(key) }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}

extension ManualClock {
    private struct State {
        struct Sleeper {
            var key: Int
            var wakesAt: Duration
            var continuation: CheckedContinuation<Void, any Error>
        }

        struct Watcher {
            var key: Int
            var count: Int
            var continuation: CheckedContinuation<Void, any Error>
        }

        /// The wall clock's time at uptime zero; with it the two clocks never diverge by fractions of a microsecond.
        private var start: Timestamp
        var random: SplitMix64
        var uptime: Duration = .zero
        /// The limit up to which the clock can be moved: some 290,000 years.
        static let end: Duration = .microseconds(Int64.max)
        var sleepers: [Sleeper] = []
        var watchers: [Watcher] = []
        private var lastKey = 0

        init(now: Timestamp, random: SplitMix64) {
            start = now
            self.random = random
        }

        var now: Timestamp {
            get { start.advanced(by: uptime) }
            set { start = newValue.advanced(by: .zero - uptime) }
        }

        mutating func makeKey() -> Int {
            lastKey += 1
            return lastKey
        }

        mutating func advance(by duration: Duration) -> [Sleeper] {
            uptime = min(uptime + duration, Self.end)
            let woken = sleepers.filter { $0.wakesAt <= uptime }
            sleepers.removeAll { $0.wakesAt <= uptime }
            return woken.sorted { ($0.wakesAt, $0.key) < ($1.wakesAt, $1.key) }
        }

        mutating func removeSleeper(_ key: Int) -> Sleeper? {
            sleepers.firstIndex { $0.key == key }.map { sleepers.remove(at: $0) }
        }

        mutating func removeWatcher(_ key: Int) -> Watcher? {
            watchers.firstIndex { $0.key == key }.map { watchers.remove(at: $0) }
        }

        mutating func removeSatisfiedWatchers() -> [Watcher] {
            let satisfied = watchers.filter { $0.count <= sleepers.count }
            watchers.removeAll { $0.count <= sleepers.count }
            return satisfied
        }
    }
}
