import Foundation
import JobKit
import JobKitTesting
import Synchronization
import Testing

@Suite("Steps and progress")
struct WorkerStepTests {
    @Test("The result of a finished step is returned on a later attempt, and its body does not run again")
    func resumed() async throws {
        let bodies = Mutex<[String]>([])
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, context in
            let first = try await context.step("first") { () async throws -> String in
                bodies.withLock { $0.append("first") }
                return job.text + " one"
            }
            let second = try await context.step("second") { () async throws -> String in
                bodies.withLock { $0.append("second") }
                if context.job.attempt == 1 { throw Failing(description: "interrupted") }
                return first + " two"
            }
            #expect(try await context.finishedSteps == ["first", "second"])
            return second
        }
        try await withWorkbench(handlers: handlers) { bench in
            let handle = try await bench.queue.enqueue(Echo(text: "zero"))
            try await bench.advance { try await handle.record.state == .scheduled }
            #expect(try await bench.queue.finishedSteps(of: handle.id) == ["first"])
            _ = try await bench.finished(handle)
            #expect(try await handle.output == "zero one two")
            #expect(bodies.withLock { $0 } == ["first", "second", "second"])
        }
    }

    @Test("The same step name twice in one attempt gives the first result")
    func repeated() async throws {
        var handlers = JobHandlers()
        handlers.add(Echo.self) { _, context in
            let one = try await context.step("draw") { 1 }
            let two = try await context.step("draw") { 2 }
            return "\(one) \(two)"
        }
        try await withWorkbench(handlers: handlers) { bench in
            let handle = try await bench.queue.enqueue(Echo(text: ""))
            _ = try await bench.finished(handle)
            #expect(try await handle.output == "1 1")
        }
    }

    @Test("A stored result that no longer decodes fails the job and names the step")
    func changedShape() async throws {
        var handlers = JobHandlers()
        handlers.add(Echo.self) { _, context in
            if context.job.attempt == 1 {
                _ = try await context.step("shape") { "text" }
                throw Failing(description: "again")
            }
            return "\(try await context.step("shape") { 5 })"
        }
        try await withWorkbench(handlers: handlers) { bench in
            let record = try await bench.finished(bench.queue.enqueue(Echo(text: "")))
            #expect(record.state == .failed && record.attempt == 2)
            #expect(record.errors.last?.message.hasPrefix("The stored result of the step \"shape\" could not be decoded: no Int") == true)
        }
    }

    @Test("A step result beyond the limit, and a bad step name, fail the job")
    func limits() async throws {
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, context in
            try await context.step(job.text) { String(repeating: "x", count: 200) }
        }
        try await withWorkbench(handlers: handlers, services: { $0.limits.stepBytes = 100 }) { bench in
            let large = try await bench.finished(bench.queue.enqueue(Echo(text: "large")))
            #expect(large.errors.last?.message.contains("\"large\" takes 202 bytes, more than the limit of 100") == true)
            let unnamed = try await bench.finished(bench.queue.enqueue(Echo(text: "")))
            #expect(unnamed.state == .failed && unnamed.errors.last?.message.contains("step name \"\" is empty") == true)
        }
    }

    @Test("Observers see progress while the handler runs, and the last element is the end")
    func progress() async throws {
        let seen = Gate()
        var handlers = JobHandlers()
        handlers.add(Echo.self) { _, context in
            try await context.progress(stage: "halfway", fraction: 0.5, message: "so far so good")
            await seen.pass()
            return "done"
        }
        try await withWorkbench(handlers: handlers) { bench in
            let handle = try await bench.queue.enqueue(Echo(text: ""))
            var states: [JobState] = []
            for try await update in handle.updates {
                states.append(update.state)
                if update.progress?.stage == "halfway" {
                    #expect(update.progress == JobProgress(stage: "halfway", fraction: 0.5, message: "so far so good"))
                    #expect(update.state == .running || update.state == .completed)
                    seen.open()
                }
            }
            #expect(states.last == .completed)
            #expect(try await handle.record.progress?.fraction == 0.5)
        }
    }
}
