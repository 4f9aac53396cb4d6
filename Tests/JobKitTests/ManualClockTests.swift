import Dispatch
import JobKitTesting
import Synchronization
import Testing

@Suite("A manual clock")
struct ManualClockTests {
    @Test("stands still until it is moved, and moves both times")
    func moves() {
        let clock = ManualClock(startingAt: Timestamp(microseconds: 1_000))
        #expect(clock.environment.now() == Timestamp(microseconds: 1_000))
        clock.advance(by: .microseconds(5))
        #expect(clock.environment.now() == Timestamp(microseconds: 1_005))
        #expect(clock.environment.uptime() == .microseconds(5))
        clock.advance(by: .microseconds(-5))
        #expect(clock.now == Timestamp(microseconds: 1_005))
    }

    @Test("corrects the wall clock without touching uptime or waking anybody")
    func wallClock() async throws {
        let clock = ManualClock(startingAt: Timestamp(microseconds: 1_000))
        let sleeper = Task { try await clock.environment.sleep(.seconds(1)) }
        try await clock.waitForSleepers(atLeast: 1)
        clock.setWallClock(Timestamp(microseconds: 9_000_000))
        #expect(clock.now == Timestamp(microseconds: 9_000_000))
        #expect(clock.uptime == .zero)
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .seconds(1))
        #expect(clock.now == Timestamp(microseconds: 10_000_000))
        try await sleeper.value
    }

    @Test("wakes those whose time has come, in that very moment, and no others")
    func wakes() async throws {
        let clock = ManualClock()
        let early = Task { try await clock.environment.sleep(.seconds(10)) }
        let late = Task { try await clock.environment.sleep(.seconds(20)) }
        try await clock.waitForSleepers(atLeast: 2)
        clock.advance(by: .seconds(10) - .nanoseconds(1))
        #expect(clock.sleeperCount == 2)
        clock.advance(by: .nanoseconds(1))
        #expect(clock.sleeperCount == 1)
        try await early.value
        clock.advance(by: .seconds(10))
        try await late.value
    }

    @Test("wakes sleepers in the order of their times, not of their going to sleep")
    func order() async throws {
        let clock = ManualClock()
        let woken = Mutex<[Int]>([])
        // On one thread woken tasks go on in the order in which they were woken.
        let thread = OneThread()
        try await withThrowingTaskGroup { group in
            for seconds in [30, 10, 20] {
                group.addTask(executorPreference: thread) { @Sendable in
                    try await clock.environment.sleep(.seconds(seconds))
                    woken.withLock { $0.append(seconds) }
                }
            }
            try await clock.waitForSleepers(atLeast: 3)
            clock.advance(by: .seconds(60))
            try await group.waitForAll()
        }
        #expect(woken.withLock { $0 } == [10, 20, 30])
    }

    @Test("tells when the next sleeper wakes")
    func nextWakeUp() async throws {
        let clock = ManualClock()
        #expect(clock.nextWakeUp == nil)
        let sleepers = [30, 10, 20].map { seconds in Task { try await clock.environment.sleep(.seconds(seconds)) } }
        try await clock.waitForSleepers(atLeast: 3)
        #expect(clock.nextWakeUp == .seconds(10))
        clock.advance(by: .seconds(15))
        #expect(clock.nextWakeUp == .seconds(20))
        clock.advance(by: .seconds(15))
        #expect(clock.nextWakeUp == nil)
        for sleeper in sleepers { try await sleeper.value }
    }

    @Test("ends a sleep by cancellation, before it begins and while it lasts")
    func cancellation() async throws {
        let clock = ManualClock()
        let sleeper = Task { try await clock.environment.sleep(.seconds(10)) }
        try await clock.waitForSleepers(atLeast: 1)
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
        #expect(clock.sleeperCount == 0)
        let late = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await clock.environment.sleep(.seconds(10))
        }
        await #expect(throws: CancellationError.self) { try await late.value }
        let watcher = Task { try await clock.waitForSleepers(atLeast: 1) }
        watcher.cancel()
        await #expect(throws: CancellationError.self) { try await watcher.value }
    }

    @Test("is moved to a moment, and not back")
    func moment() {
        let clock = ManualClock()
        let later = clock.now.advanced(by: .seconds(5))
        clock.advance(to: later)
        clock.advance(to: later.advanced(by: .seconds(-1)))
        #expect(clock.now == later)
        #expect(clock.uptime == .seconds(5))
    }

    @Test("is a clock of Swift's own kind, for code that is given one")
    func swiftClock() async throws {
        let clock = ManualClock()
        let given: any Clock<Duration> = clock
        let sleeper = Task { try await given.sleep(for: .seconds(10)) }
        try await clock.waitForSleepers(atLeast: 1)
        clock.advance(by: .seconds(10) - .microseconds(1))
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .microseconds(1))
        try await sleeper.value
        #expect(clock.measure { clock.advance(by: .seconds(3)) } == .seconds(3))
    }

    @Test("does not sleep for no time at all")
    func zero() async throws {
        let clock = ManualClock()
        try await clock.environment.sleep(.zero)
        try await clock.environment.sleep(.seconds(-1))
        #expect(clock.sleeperCount == 0)
    }

    @Test("draws the same random numbers from the same seed")
    func random() {
        func numbers(_ seed: UInt64) -> [UInt64] {
            let environment = ManualClock(seed: seed).environment
            return (0..<3).map { _ in environment.random() }
        }
        #expect(numbers(7) == numbers(7))
        #expect(numbers(7) != numbers(8))
        // The generator's published first outputs for this seed.
        #expect(numbers(1_234_567) == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }
}

private final class OneThread: TaskExecutor {
    private let queue = DispatchQueue(label: "one-thread")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
