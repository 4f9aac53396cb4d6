import Foundation
import JobKit
import JobKitTesting
import Synchronization
import Testing

@Suite("Cancelling, timing out, shutting down")
struct WorkerLifecycleTests {
    /// A handler that reports that it runs and then waits to be cancelled; records the reason.
    private final class Sleeper: Sendable {
        let running = Gate()
        let reasons = Mutex<[CancellationReason?]>([])
        let never = Gate()

        func run(_ context: JobContext) async throws {
            running.open()
            await never.pass()
            reasons.withLock { $0.append(context.cancellation) }
            try Task.checkCancellation()
        }

        var handlers: JobHandlers {
            var handlers = JobHandlers()
            handlers.add(Chore.self) { _, context in try await self.run(context) }
            return handlers
        }
    }

    @Test("A waiting job is cancelled at once and never starts")
    func cancelWaiting() async throws {
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, _ in Issue.record("it started") }
        try await withWorkbench(handlers: handlers) { bench in
            let handle = try await bench.queue.enqueue(Chore(), options: EnqueueOptions(due: .after(.seconds(60))))
            #expect(try await bench.queue.cancel(handle.id).state == .cancelled)
            bench.clock.advance(by: .seconds(120))
            #expect(try await bench.queue.cancel(handle.id).state == .cancelled)
        }
    }

    @Test("A running job is cancelled within one lease renewal, from outside its worker")
    func cancelRunning() async throws {
        let sleeper = Sleeper()
        try await withWorkbench(
            WorkerConfiguration(concurrency: 1, lease: .seconds(30), id: "worker-1"), handlers: sleeper.handlers
        ) { bench in
            let handle = try await bench.queue.enqueue(Chore())
            await sleeper.running.pass()
            let asked = try await bench.queue.cancel(handle.id)
            #expect(asked.state == .running && asked.cancelRequestedAt != nil)
            let start = bench.clock.environment.uptime()
            let record = try await bench.finished(handle)
            #expect(record.state == .cancelled)
            #expect(bench.clock.environment.uptime() - start <= .seconds(11))
            #expect(sleeper.reasons.withLock { $0 } == [.requested])
            #expect(record.errors.map(\.consequence) == [.cancelled])
        }
    }

    @Test("Work that succeeds although it was to be cancelled is completed")
    func cancelTooLate() async throws {
        let running = Gate()
        let finish = Gate()
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, _ in
            running.open()
            await finish.pass()
        }
        try await withWorkbench(handlers: handlers) { bench in
            let handle = try await bench.queue.enqueue(Chore())
            await running.pass()
            try await bench.queue.cancel(handle.id)
            finish.open()
            #expect(try await bench.finished(handle).state == .completed)
        }
    }

    @Test("A request to cancel that the worker has not heard of yet still prevents a retry")
    func cancelBeatsRetry() async throws {
        let running = Gate()
        let finish = Gate()
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, _ in
            running.open()
            await finish.pass()
            throw Failing(description: "broke")
        }
        try await withWorkbench(handlers: handlers) { bench in
            let handle = try await bench.queue.enqueue(Chore())
            await running.pass()
            try await bench.queue.cancel(handle.id)
            finish.open()
            let record = try await bench.finished(handle)
            #expect(record.state == .cancelled && record.attempt == 1)
            #expect(record.errors.map(\.message) == ["broke"])
        }
    }

    @Test("An attempt that takes too long is cancelled and fails, and is tried again")
    func timeout() async throws {
        let reasons = Mutex<[CancellationReason?]>([])
        let never = Gate()
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, context in
            guard context.job.attempt == 1 else { return }
            await never.pass()
            reasons.withLock { $0.append(context.cancellation) }
            throw CancellationError()
        }
        try await withWorkbench(handlers: handlers) { bench in
            let handle = try await bench.queue.enqueue(Chore(), options: EnqueueOptions(timeout: .seconds(5)))
            let record = try await bench.finished(handle)
            #expect(record.state == .completed && record.attempt == 2)
            #expect(reasons.withLock { $0 } == [.timedOut])
            #expect(record.errors.map(\.message) == ["The attempt took longer than its timeout of 5.0 seconds and was ended."])
            let attempt = try #require(record.errors.first)
            #expect(attempt.startedAt.duration(to: attempt.failedAt) >= .seconds(5))
        }
    }

    @Test("A handler that does not heed its cancellation loses its slot, and its late outcome counts for nothing")
    func hung() async throws {
        let release = Gate()
        var handlers = JobHandlers()
        handlers.add(Chore.self) { job, context in
            guard job.name == "hung", context.job.attempt == 1 else { return }
            // A detached task is not cancelled.
            await Task.detached { await release.pass() }.value
        }
        let configuration = WorkerConfiguration(concurrency: 1, cancellationGrace: .seconds(2), id: "worker-1")
        try await withWorkbench(configuration, handlers: handlers) { bench in
            let hung = try await bench.queue.enqueue(
                Chore(name: "hung"), options: EnqueueOptions(maxAttempts: 1, timeout: .seconds(1)))
            let next = try await bench.queue.enqueue(Chore(name: "next"))
            #expect(try await bench.finished(next).state == .completed)
            let failed = try await hung.record
            #expect(failed.state == .failed && failed.errors.count == 1)
            release.open()
            let last = try await bench.finished(bench.queue.enqueue(Chore(name: "last")))
            #expect(last.state == .completed)
            #expect(try await hung.record == failed)
        }
    }

    @Test("A handler that does not heed a request to cancel loses its slot after the grace, and its job is cancelled")
    func deafToCancel() async throws {
        let release = Gate()
        let running = Gate()
        var handlers = JobHandlers()
        handlers.add(Chore.self) { job, _ in
            guard job.name == "deaf" else { return }
            running.open()
            await Task.detached { await release.pass() }.value
        }
        try await withWorkbench(WorkerConfiguration(concurrency: 1, id: "worker-1"), handlers: handlers) { bench in
            let deaf = try await bench.queue.enqueue(Chore(name: "deaf"))
            await running.pass()
            try await bench.queue.cancel(deaf.id)
            #expect(try await bench.finished(deaf).state == .cancelled)
            #expect(try await bench.finished(bench.queue.enqueue(Chore(name: "next"))).state == .completed)
            release.open()
        }
    }

    @Test("Jobs that were claimed ahead are given back when the handlers in front of them turn out to be long")
    func claimedAhead() async throws {
        let release = Gate()
        let started = Mutex(0)
        var handlers = JobHandlers()
        handlers.add(Chore.self) { job, _ in
            guard job.name == "long" else { return }
            started.withLock { $0 += 1 }
            await release.pass()
        }
        try await withWorkbench(WorkerConfiguration(concurrency: 2, lease: .seconds(30), id: "worker-1"), handlers: handlers) { bench in
            // Short ones first, so that the worker claims ahead.
            for _ in 0..<3 { _ = try await bench.finished(bench.queue.enqueue(Chore(name: "short"))) }
            let handles = try await bench.queue.enqueue(Array(repeating: Chore(name: "long"), count: 4))
            try await bench.advance {
                var pending = 0
                for handle in handles where try await handle.record.state == .pending { pending += 1 }
                return started.withLock { $0 } == 2 && pending == 2
            }
            for handle in handles { #expect(try await handle.record.errors.isEmpty) }
            release.open()
            for handle in handles { #expect(try await bench.finished(handle).attempt == 1) }
        }
    }

    @Test("On shutdown handlers may finish within the grace period")
    func graceful() async throws {
        let running = Gate()
        let finish = Gate()
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, _ in
            running.open()
            await finish.pass()
        }
        let clock = ManualClock()
        let store = InMemoryJobStore(environment: clock.environment)
        let services = JobServices(environment: clock.environment)
        let queue = JobQueue(store: store, services: services)
        let worker = Worker(store: store, handlers: handlers, configuration: WorkerConfiguration(concurrency: 1), services: services)
        let handle = try await queue.enqueue(Chore())
        let waiting = try await queue.enqueue(Chore())
        try await withRunningService(worker) { stop in
            await running.pass()
            stop()
            finish.open()
        }
        #expect(try await handle.record.state == .completed)
        let untouched = try await waiting.record
        #expect(untouched.state == .pending && untouched.attempt == 0 && untouched.errors.isEmpty)
        #expect(try await store.overview().workers.isEmpty)
    }

    @Test("A handler still running after the grace period is cancelled and its job given back, the attempt not counted")
    func released() async throws {
        let sleeper = Sleeper()
        let clock = ManualClock()
        let store = InMemoryJobStore(environment: clock.environment)
        let services = JobServices(environment: clock.environment)
        let queue = JobQueue(store: store, services: services)
        let worker = Worker(
            store: store, handlers: sleeper.handlers, configuration: WorkerConfiguration(concurrency: 1, gracePeriod: .seconds(20)),
            services: services)
        let handle = try await queue.enqueue(Chore())
        let dueAt = try await handle.record.dueAt
        try await withRunningService(worker) { stop in
            await sleeper.running.pass()
            stop()
            while sleeper.reasons.withLock({ $0.isEmpty }) {
                await letOthersRun()
                clock.advance(by: .milliseconds(100))
            }
        }
        let record = try await handle.record
        #expect(record.state == .pending && record.attempt == 0 && record.errors.isEmpty)
        #expect(record.dueAt == dueAt)
        #expect(sleeper.reasons.withLock { $0 } == [.shutdown])
    }

    @Test("Cancelling the worker's task gives everything back at once, without the grace period")
    func cancelledTask() async throws {
        let sleeper = Sleeper()
        let clock = ManualClock()
        let store = InMemoryJobStore(environment: clock.environment)
        let services = JobServices(environment: clock.environment)
        let queue = JobQueue(store: store, services: services)
        let worker = Worker(store: store, handlers: sleeper.handlers, services: services)
        let handle = try await queue.enqueue(Chore())
        let working = Task { try await worker.run() }
        await sleeper.running.pass()
        working.cancel()
        try await working.value
        let record = try await handle.record
        #expect(record.state == .pending && record.attempt == 0)
    }
}
