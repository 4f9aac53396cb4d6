import JobKitStoreTesting
import Synchronization
import Testing

@Suite("Draining a queue")
struct DrainTests {
    @TaskLocal static var marker = "none"

    private let clock = ManualClock()
    private let queue: JobQueue

    init() {
        queue = .inMemory(on: clock)
    }

    private func handlers(_ chore: @escaping @Sendable (Chore, JobContext) async throws -> Void) -> JobHandlers {
        var handlers = JobHandlers()
        handlers.add(Chore.self, chore)
        return handlers
    }

    @Test("runs what is due in the order of claiming, on the caller's task")
    func order() async throws {
        let seen = Mutex<[String]>([])
        for (name, priority) in [("a", JobPriority.low), ("b", .normal), ("c", .urgent)] {
            _ = try await queue.enqueue(Chore(name: name), options: EnqueueOptions(priority: priority))
        }
        let report = try await Self.$marker.withValue("the test's") {
            try await queue.drain(handlers { chore, _ in seen.withLock { $0.append("\(chore.name) \(Self.marker)") } })
        }
        #expect(seen.withLock { $0 } == ["c the test's", "b the test's", "a the test's"])
        #expect(report.completed.count == 3)
        #expect(report.description == "3 attempts: 3 completed; 0 expired, 0 still scheduled, 0 untouched")
    }

    @Test("runs what handlers enqueue, in queues that were empty too")
    func followUps() async throws {
        _ = try await queue.enqueue(Chore(name: "first"))
        let report = try await queue.drain(
            handlers { [queue] chore, _ in
                if chore.name == "first" { _ = try await queue.enqueue(Chore(name: "second"), options: EnqueueOptions(queue: "other")) }
            })
        #expect(report.completed.map(\.job.queue) == ["default", "other"])
    }

    @Test("leaves retries where they are unless it may move the clock, and then runs each in the moment in which it is due")
    func retries() async throws {
        let start = clock.now
        _ = try await queue.enqueue(Chore())
        let failing = handlers { _, context in throw Failing(description: "attempt \(context.job.attempt)") }
        let first = try await queue.drain(failing)
        #expect(first.retried.map(\.error?.message) == ["attempt 1"])
        #expect(first.scheduled.map(\.dueAt) == [start.advanced(by: .seconds(10))])
        #expect(clock.now == start)
        let rest = try await queue.drain(failing, moving: clock)
        #expect(rest.attempts.map(\.outcome) == [.retried, .failed])
        #expect(rest.attempts.map(\.error?.startedAt) == [10, 20].map { start.advanced(by: .seconds($0)) })
        #expect(rest.failed.first?.record?.errors.count == 3)
        #expect(rest.left.isEmpty)
    }

    @Test("tells a snooze from a retry, and gives its attempt back")
    func snooze() async throws {
        let handle = try await queue.enqueue(Chore())
        let hasSnoozed = Mutex(false)
        let handlers = handlers { _, _ in
            let isFirst = hasSnoozed.withLock { snoozed in
                defer { snoozed = true }
                return !snoozed
            }
            if isFirst { throw Snooze(for: .seconds(300)) }
        }
        let report = try await queue.drain(handlers, moving: clock)
        #expect(report.attempts.map(\.outcome) == [.snoozed, .completed])
        #expect(report.attempts.map(\.job.attempt) == [1, 1])
        #expect(try await handle.record.startedAt == handle.record.createdAt.advanced(by: .seconds(300)))
        try report.requireNoFailures()
    }

    @Test("ends a job whose cancellation was requested while it ran")
    func cancel() async throws {
        _ = try await queue.enqueue(Chore())
        let report = try await queue.drain(
            handlers { [queue] _, context in
                try await queue.cancel(context.id)
                throw Failing(description: "winding up")
            })
        #expect(report.cancelled.map(\.error?.message) == ["winding up"])
    }

    @Test("stores progress and steps as a worker does")
    func steps() async throws {
        let handle = try await queue.enqueue(Chore())
        let runs = Mutex(0)
        let report = try await queue.drain(
            handlers { _, context in
                try await context.progress(stage: "sweeping", fraction: 0.5)
                _ = try await context.step("sweep") {
                    runs.withLock {
                        $0 += 1; return $0
                    }
                }
                if context.job.attempt < 3 { throw Failing(description: "again") }
            }, moving: clock)
        #expect(report.completed.count == 1)
        #expect(runs.withLock { $0 } == 1)
        #expect(try await handle.record.progress?.stage == "sweeping")
        #expect(try await queue.finishedSteps(of: handle.id) == ["sweep"])
    }

    @Test("lets jobs expire whose deadline it passes")
    func expiry() async throws {
        // Not through the queue, which refuses such deadlines.
        var late = try queue.draft(Chore(name: "late"), options: EnqueueOptions(due: .after(.seconds(20))))
        late.deadline = .after(.seconds(10))
        var now = try queue.draft(Chore(name: "now"))
        now.deadline = .now
        _ = try await queue.store.enqueue([late, now])
        let report = try await queue.drain(handlers { _, _ in }, moving: clock)
        #expect(report.attempts.isEmpty)
        #expect(report.expired == 2)
        #expect(throws: JobExpectationFailure.self) { try report.requireNoFailures() }
    }

    @Test("takes back a job whose worker fell silent")
    func rescue() async throws {
        _ = try await queue.enqueue(Chore())
        _ = try await queue.store.claim(
            ClaimRequest(
                token: Fixture.token(1), worker: "silent", queues: ["default"], kinds: [Chore.kind], limit: 1, lease: .seconds(30)))
        #expect(try await queue.drain(handlers { _, _ in }).left.map(\.state) == [.running])
        clock.advance(by: .seconds(30))
        // It was lost, and waits a second.
        #expect(try await queue.drain(handlers { _, _ in }, moving: clock).completed.map(\.job.attempt) == [2])
    }

    @Test("leaves other kinds, other queues and paused queues untouched, and can require that there are none")
    func untouched() async throws {
        _ = try await queue.enqueue(Echo(text: "other kind"))
        _ = try await queue.enqueue(Chore(name: "other queue"), options: EnqueueOptions(queue: "b"))
        _ = try await queue.enqueue(Chore(name: "paused"), options: EnqueueOptions(queue: "c"))
        _ = try await queue.enqueue(Chore(name: "mine"))
        try await queue.pause(queue: "c")
        let report = try await queue.drain(handlers { _, _ in }, queues: ["default", "c"], moving: clock)
        #expect(report.completed.count == 1)
        #expect(report.untouched.map(\.queue) == ["default", "b", "c"])
        let error = #expect(throws: JobExpectationFailure.self) { try report.requireNoFailures() }
        let lines = error?.message.split(separator: "\n") ?? []
        #expect(lines.first == "Not all went well: 1 attempt: 1 completed; 0 expired, 0 still scheduled, 3 untouched")
        #expect(lines.dropFirst().map { $0.hasPrefix("  echo ") || $0.hasPrefix("  chore ") } == [true, true, true])
        #expect(try await queue.drain(handlers { _, _ in }).completed.map(\.job.queue) == ["b"], "every queue unless named")
    }

    @Test("lists what failed, and why, when no failure is allowed")
    func failures() async throws {
        let handle = try await queue.enqueue(Chore())
        let report = try await queue.drain(handlers { _, _ in throw DoNotRetry("no broom") })
        let line = #line + 1
        let error = #expect(throws: JobExpectationFailure.self) { try report.requireNoFailures() }
        #expect(
            error?.description == """
                Not all went well: 1 attempt: 1 failed; 0 expired, 0 still scheduled, 0 untouched
                  chore \(handle.id): failed in attempt 1 of 3: no broom (JobKitTests/DrainTests.swift:\(line))
                """)
    }
}
