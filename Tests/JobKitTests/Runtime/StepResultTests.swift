import Foundation
import JobKit
import JobKitTesting
import Testing

/// The results of steps, and the limits of a job's results.
@Suite("Results of steps")
struct StepResultTests {
    /// A value of which its own coding keeps only a part.
    private struct Cached: Codable, Sendable, Equatable {
        var kept: Int
        var cached = 0
        enum CodingKeys: String, CodingKey { case kept }
    }

    private final class Seen<Value: Sendable>: Sendable {
        private let lock = NSLock()
        nonisolated(unsafe) private var values: [Value] = []
        func add(_ value: Value) { lock.withLock { values.append(value) } }
        var all: [Value] { lock.withLock { values } }
    }

    @Test func `The first run returns what a replay returns`() async throws {
        let seen = Seen<Cached>()
        let dates = Seen<Date>()
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, context in
            for _ in 0..<2 {
                seen.add(try await context.step("cached") { Cached(kept: 1, cached: 42) })
                dates.add(try await context.step("date") { Date(timeIntervalSinceReferenceDate: 786_522_199.000_000_12) })
            }
            if context.job.attempt == 1 { throw Failing(description: "once more") }
            return job.text
        }
        try await withWorkbench(handlers: handlers) { bench in
            let record = try await bench.finished(bench.queue.enqueue(Echo(text: "")))
            #expect(record.state == .completed)
        }
        #expect(seen.all == Array(repeating: Cached(kept: 1), count: 4))
        #expect(dates.all.count == 4 && Set(dates.all).count == 1)
    }

    @Test func `The results of all steps together have a limit, and so has their number`() async throws {
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, context in
            for number in 0..<5 { _ = try await context.step("step \(number)") { job.text } }
            return job.text
        }
        for (limits, reason) in [
            (
                JobLimits(stepsBytes: 30),
                "With the result of the step \"step 2\" the job's steps would take 36 bytes, more than the limit of 30. "
            ),
            (JobLimits(steps: 3), "The step \"step 3\" would be one more than the 3 that a job may have. "),
        ] {
            try await withWorkbench(handlers: handlers, services: { $0.limits = limits }) { bench in
                let record = try await bench.finished(bench.queue.enqueue(Echo(text: "ten bytes.")))
                #expect(record.state == .failed && record.attempt == 1)
                #expect(record.errors.last?.message.hasPrefix(reason) == true)
            }
        }
    }

    @Test func `The names of finished steps are read without their results`() async throws {
        let names = Seen<[String]>()
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, context in
            names.add(try await context.finishedSteps)
            _ = try await context.step("one") { job.text }
            names.add(try await context.finishedSteps)
            if context.job.attempt == 1 { throw Failing(description: "once more") }
            return job.text
        }
        try await withWorkbench(handlers: handlers) { bench in
            let handle = try await bench.queue.enqueue(Echo(text: ""))
            _ = try await bench.finished(handle)
            #expect(try await bench.queue.finishedSteps(of: handle.id) == ["one"])
        }
        #expect(names.all == [[], ["one"], ["one"], ["one"]])
    }

    @Test func `An error about another job follows the policy of the handler's own`() async throws {
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, context in
            if context.job.attempt == 1 { throw JobError.notFound(JobID(high: 1, low: 2)) }
            if context.job.attempt == 2 { throw JobError.notPossible(JobID(high: 1, low: 2), reason: "it changed; try again") }
            return job.text
        }
        try await withWorkbench(handlers: handlers) { bench in
            let record = try await bench.finished(bench.queue.enqueue(Echo(text: "")))
            #expect(record.state == .completed && record.attempt == 3)
        }
    }
}
