import Foundation
import JobKitStoreTesting
import JobKitTesting
import Testing

@testable import JobKit

/// Every duration and number that a caller can pass, at the ends of its range: clamped or refused, never the end of the process. The
/// conformance suite covers the arguments of stores.
@Suite("The ends of ranges")
struct RangeTests {
    @Test(arguments: Fixture.durations)
    func `Sums of times and durations are clamped`(duration: Duration) {
        for time in Fixture.timestamps {
            let sum = time.advanced(by: duration)
            #expect(duration < .zero ? sum <= time : sum >= time)
            #expect(JobTime.after(duration).dueTime(at: time) >= time)
            for priority in JobPriority.allCases { #expect(priority.rank(dueAt: time) >= time) }
            for other in Fixture.timestamps { #expect(time.duration(to: other) == .zero - other.duration(to: time)) }
        }
        #expect(duration.inSeconds.isFinite)
    }

    @Test(arguments: Fixture.durations)
    func `A retry policy makes a delay of anything`(duration: Duration) {
        let failure = JobFailure(type: "T", message: "m")
        for number in Fixture.doubles {
            for backoff in [RetryPolicy.Backoff.fixed(duration), .exponential(base: duration, factor: number, cap: duration)] {
                var policy = RetryPolicy(maxAttempts: .min, backoff: backoff, jitter: number)
                #expect(policy.maxAttempts == 1)
                policy.jitter = number
                for attempt in Fixture.integers {
                    let delay = policy.delay(after: attempt, failure: failure, random: number)
                    #expect(delay.map { $0 >= .zero && $0 <= .longestDelay } == true)
                }
            }
        }
        let custom = RetryPolicy.custom(maxAttempts: .max) { _, _ in duration }
        #expect(custom.delay(after: 1, failure: failure, random: 0) == duration.asDelay)
        let advised = JobFailure(type: "T", message: "m", advice: .after(duration))
        #expect(custom.delay(after: 1, failure: advised, random: 0) == duration.asDelay)
    }

    @Test(arguments: Fixture.durations)
    func `A worker corrects every duration that it is given`(duration: Duration) {
        for number in Fixture.integers {
            let corrected = WorkerConfiguration(
                concurrency: number, lease: duration, pollInterval: duration, sweepInterval: duration, gracePeriod: duration,
                cancellationGrace: duration
            ).corrected
            #expect((1...100_000).contains(corrected.concurrency))
            for interval in [corrected.lease, corrected.pollInterval, corrected.sweepInterval] {
                #expect(interval >= .milliseconds(10) && interval <= WorkerConfiguration.longest)
            }
            for grace in [corrected.gracePeriod, corrected.cancellationGrace] {
                #expect(grace >= .zero && grace <= WorkerConfiguration.longest)
            }
        }
    }

    @Test func `A worker with the largest of everything works and stops`() async throws {
        let forever = Duration.seconds(Int64.max)
        let store = InMemoryJobStore()
        let queue = JobQueue(store: store)
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, _ in job.text }
        let configuration = WorkerConfiguration(
            concurrency: .max, lease: forever, pollInterval: forever, sweepInterval: forever,
            retention: Retention(completed: forever, failed: forever, cancelled: forever, expired: forever), gracePeriod: forever,
            cancellationGrace: forever)
        let worker = Worker(store: store, handlers: handlers, configuration: configuration)
        try await withRunningService(worker) { stop in
            for text in ["a", "b", "c"] {
                let handle = try await queue.enqueue(Echo(text: text), options: EnqueueOptions(maxAttempts: .max, timeout: forever))
                #expect(try await handle.output(timeout: forever) == text)
            }
            stop()
        }
    }

    @Test(arguments: Fixture.durations)
    func `A queue takes or refuses every time of an enqueue`(duration: Duration) async throws {
        let clock = ManualClock()
        let queue = JobQueue(store: InMemoryJobStore(environment: clock.environment), services: JobServices(environment: clock.environment))
        let times = Fixture.timestamps.map(JobTime.at) + [.now, .after(duration)]
        for due in times {
            for deadline in times + [nil] {
                for maxAttempts in Fixture.integers {
                    let options = EnqueueOptions(due: due, deadline: deadline, maxAttempts: maxAttempts, timeout: duration)
                    do {
                        let job = try await queue.enqueue(Chore(), options: options).record
                        #expect(job.dueAt >= clock.now && job.maxAttempts >= 1)
                        #expect(job.deadline.map { $0 > job.dueAt } ?? true)
                    } catch {
                        #expect(error is JobError)
                    }
                }
            }
        }
    }

    @Test(arguments: Fixture.durations)
    func `Sleeps of any length can be ended, and those of none are over at once`(duration: Duration) async {
        let sleeping = Task { try await JobEnvironment.system.sleep(duration) }
        if duration > .seconds(1) { sleeping.cancel() }
        _ = await sleeping.result
        let clock = ManualClock()
        clock.advance(by: duration)
        clock.advance(by: duration)
        #expect(clock.uptime >= .zero && clock.now >= ManualClock().now)
        let manual = Task { try await clock.environment.sleep(duration) }
        if duration > .zero { manual.cancel() }
        _ = await manual.result
    }

    @Test func `Fractions, limits and windows of any size are clamped`() async throws {
        for fraction in Fixture.doubles {
            let shown = JobProgress(stage: "s", fraction: fraction).fraction
            #expect(fraction.isNaN ? shown == nil : shown.map { (0...1).contains($0) } == true)
        }
        for limit in Fixture.integers { #expect((1...1_000).contains(PageRequest(limit: limit).limit)) }
        let queue = JobQueue(store: InMemoryJobStore())
        for window in Fixture.durations { #expect(try await queue.unhandledKinds(window: window) == []) }
        for number in Fixture.integers {
            let limits = JobLimits(
                payloadBytes: number, outputBytes: number, stepBytes: number, stepsBytes: number, steps: number, jobsPerCall: number)
            let small = JobQueue(store: InMemoryJobStore(), services: JobServices(limits: limits))
            if number == .max { try await small.enqueue(Chore()) } else { _ = try? await small.enqueue(Chore()) }
        }
    }
}
