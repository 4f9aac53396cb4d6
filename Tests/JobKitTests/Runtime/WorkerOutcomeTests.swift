import Foundation
import JobKit
import JobKitTesting
import Synchronization
import Testing

struct Failing: Error, CustomStringConvertible {
    var description: String
}

@Suite("What comes of an attempt")
struct WorkerOutcomeTests {
    @Test("A job runs and its output can be awaited")
    func output() async throws {
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, _ in job.text + "!" }
        try await withWorkbench(handlers: handlers) { bench in
            let handle = try await bench.queue.enqueue(Echo(text: "hello"))
            _ = try await bench.finished(handle)
            #expect(try await handle.output == "hello!")
            let record = try await handle.record
            #expect(record.state == .completed)
            #expect(record.attempt == 1)
            #expect(record.errors.isEmpty)
            #expect(record.startedAt != nil && record.finishedAt != nil)
        }
    }

    @Test("A job that fails is tried again by its policy, with one entry in its history for each attempt")
    func retries() async throws {
        let starts = Mutex<[Duration]>([])
        var handlers = JobHandlers()
        let clock = Mutex<ManualClock?>(nil)
        handlers.add(Echo.self) { job, context in
            starts.withLock { starts in starts.append(clock.withLock { $0?.environment.uptime() ?? .zero }) }
            guard context.job.attempt == 3 else { throw Failing(description: "attempt \(context.job.attempt) did not work") }
            return job.text
        }
        try await withWorkbench(handlers: handlers) { bench in
            clock.withLock { $0 = bench.clock }
            let handle = try await bench.queue.enqueue(Echo(text: "third time"))
            let record = try await bench.finished(handle)
            #expect(record.state == .completed)
            #expect(record.attempt == 3)
            #expect(record.errors.map(\.message) == ["attempt 1 did not work", "attempt 2 did not work"])
            #expect(record.errors.map(\.attempt) == [1, 2])
            #expect(record.errors.map(\.consequence) == [.retried, .retried])
            #expect(record.errors.allSatisfy { $0.worker == "worker-1" && $0.type.hasSuffix("Failing") })
            let times = starts.withLock { $0 }
            #expect(times.count == 3)
            #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= .seconds(10) })
        }
    }

    @Test("A job fails for good when its attempts are used up")
    func exhausted() async throws {
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, _ in throw Failing(description: "no broom") }
        try await withWorkbench(handlers: handlers) { bench in
            let handle = try await bench.queue.enqueue(Chore())
            let record = try await bench.finished(handle)
            #expect(record.state == .failed)
            #expect(record.errors.map(\.consequence) == [.retried, .retried, .failed])
            await #expect(throws: JobEndedWithoutOutput.self) { try await handle.output }
        }
    }

    @Test("An error can say that there must be no retry, or when")
    func advice() async throws {
        var handlers = JobHandlers()
        handlers.add(Chore.self) { job, context in
            if job.name == "never" { throw DoNotRetry("the floor is lava") }
            if context.job.attempt == 1 { throw RetryAfter(.seconds(77), "wet floor") }
        }
        try await withWorkbench(handlers: handlers) { bench in
            let never = try await bench.queue.enqueue(Chore(name: "never"))
            let failed = try await bench.finished(never)
            #expect(failed.state == .failed && failed.attempt == 1)
            #expect(failed.errors.last?.message == "the floor is lava")

            let later = try await bench.queue.enqueue(Chore(name: "later"))
            try await bench.advance { try await later.record.errors.count == 1 }
            let waiting = try await later.record
            #expect(waiting.state == .scheduled)
            #expect(waiting.errors[0].failedAt.duration(to: waiting.dueAt) == .seconds(77))
            let done = try await bench.finished(later)
            #expect(done.state == .completed && done.attempt == 2)
        }
    }

    @Test("A snoozed job waits, and its attempt is given back")
    func snooze() async throws {
        let runs = Mutex(0)
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, context in
            #expect(context.job.attempt == 1)
            let run = runs.withLock { runs in
                runs += 1
                return runs
            }
            if run < 5 { throw Snooze(for: .seconds(60)) }
        }
        try await withWorkbench(handlers: handlers) { bench in
            let handle = try await bench.queue.enqueue(Chore(), options: EnqueueOptions(maxAttempts: 1))
            let record = try await bench.finished(handle)
            #expect(record.state == .completed && record.attempt == 1 && record.errors.isEmpty)
            #expect(runs.withLock { $0 } == 5)
        }
    }

    @Test("A payload that does not decode fails its own job, with the place and without the value, and no other")
    func unreadable() async throws {
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, _ in job.text }
        try await withWorkbench(handlers: handlers) { bench in
            let id = bench.clock.environment.makeJobID()
            let draft = JobDraft(id: id, kind: "echo", payload: Data(#"{"text": {"secret": 4711}}"#.utf8))
            _ = try await bench.queue.enqueue(drafts: [draft])
            let good = try await bench.queue.enqueue(Echo(text: "fine"))
            #expect(try await bench.finished(good).state == .completed)
            let bad = try await bench.finished(bench.queue.handle(for: id, as: Echo.self))
            #expect(bad.state == .failed && bad.attempt == 1)
            #expect(
                bad.errors.last?.message
                    == "The payload of this echo job (version 1) could not be decoded: no String at text. "
                    + "To fix this, handle the older shape in upcast and retry the job, or cancel it.")
        }
    }

    @Test("An output that is too large fails the job with a sentence that says what to do")
    func largeOutput() async throws {
        var handlers = JobHandlers()
        handlers.add(Echo.self) { _, _ in String(repeating: "x", count: 100) }
        try await withWorkbench(handlers: handlers, services: { $0.limits.outputBytes = 50 }) { bench in
            let record = try await bench.finished(bench.queue.enqueue(Echo(text: "")))
            #expect(record.state == .failed && record.attempt == 1)
            #expect(record.errors.last?.message.contains("takes 102 bytes, more than the limit of 50") == true)
        }
    }

    @Test("An output that cannot be encoded fails the job at once, and the value is in no error")
    func unencodable() async throws {
        struct Measure: Job {
            static let kind = "measure"
            typealias Output = [String: Double]
        }
        var handlers = JobHandlers()
        handlers.add(Measure.self) { _, _ in ["ratio": .infinity] }
        try await withWorkbench(handlers: handlers) { bench in
            let record = try await bench.finished(bench.queue.enqueue(Measure()))
            #expect(record.state == .failed && record.attempt == 1)
            #expect(
                record.errors.last?.message
                    == "The output of a measure job could not be encoded: a value that the codec cannot hold at *.")
        }
    }

    @Test("An error text of megabytes with NUL characters is kept to 4 KiB and prevents nothing")
    func hugeError() async throws {
        let text = String(repeating: "fault\0👩‍👩‍👧‍👦", count: 300_000)
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, _ in throw Failing(description: text) }
        try await withWorkbench(handlers: handlers) { bench in
            let record = try await bench.finished(bench.queue.enqueue(Chore(), options: EnqueueOptions(maxAttempts: 1)))
            let message = try #require(record.errors.last?.message)
            #expect(record.state == .failed)
            #expect(message.utf8.count <= 4_096 && message.utf8.count > 4_000)
            #expect(!message.utf8.contains(0))
            #expect(message.hasPrefix("fault\u{FFFD}👩‍👩‍👧‍👦fault"))
        }
    }
}
