import Foundation
import JobKit
import JobKitTesting
import Logging
import Synchronization
import Testing

/// By the system's clocks: the handlers of these tests block every thread, and other jobs wait for one.
@Suite("A handler that finds no thread in time", .serialized)
struct WorkerStartTests {
    private static let threads = ProcessInfo.processInfo.activeProcessorCount

    /// Handlers that block every thread until they are released, and the count of others that began.
    private final class Jam: Sendable {
        let isOver = Mutex(false)
        let blocking = Mutex(0)
        let began = Mutex(0)

        var handlers: JobHandlers {
            var handlers = JobHandlers()
            handlers.add(Chore.self) { job, _ in
                guard job.name == "jam" else { return self.began.withLock { $0 += 1 } }
                self.blocking.withLock { $0 += 1 }
                let end = ContinuousClock.now + .seconds(60)
                while !self.isOver.withLock({ $0 }), ContinuousClock.now < end { usleep(1_000) }
            }
            return handlers
        }
    }

    private struct Bench: Sendable {
        let jam: Jam
        let store: InMemoryJobStore
        let queue: JobQueue
        let worker: Worker

        func jammed() async throws {
            _ = try await queue.enqueue((0..<WorkerStartTests.threads).map { _ in Chore(name: "jam") })
            while jam.blocking.withLock({ $0 }) < WorkerStartTests.threads { try await Task.sleep(for: .milliseconds(1)) }
        }

        func wait(for id: JobID, _ states: Set<JobState>) async throws -> JobRecord {
            while true {
                if let record = try await store.jobs([id]).first, states.contains(record.state) { return record }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    /// - Parameter body: above the handlers, so that it has threads.
    private func withJam(_ body: @escaping @Sendable (Bench) async throws -> Void) async throws {
        let jam = Jam()
        let store = InMemoryJobStore()
        let services = JobServices(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let configuration = WorkerConfiguration(
            concurrency: Self.threads + 1, lease: .milliseconds(600), gracePeriod: .zero, cancellationGrace: .milliseconds(50))
        let bench = Bench(
            jam: jam, store: store, queue: JobQueue(store: store, services: services),
            worker: Worker(store: store, handlers: jam.handlers, configuration: configuration, services: services))
        try await Task.detached(priority: .high) {
            let working = Task.detached(priority: .high) { try await bench.worker.run() }
            defer { jam.isOver.withLock { $0 = true } }
            try await bench.jammed()
            try await body(bench)
            bench.worker.stopAtOnce()
            jam.isOver.withLock { $0 = true }
            try await working.value
        }.value
    }

    @Test("has its whole timeout from its first instruction on")
    func timeout() async throws {
        try await withJam { bench in
            let options = EnqueueOptions(maxAttempts: 1, timeout: .milliseconds(100))
            let handle = try await bench.queue.enqueue(Chore(name: "late"), options: options)
            _ = try await bench.wait(for: handle.id, [.running])
            try await Task.sleep(for: .milliseconds(400))
            #expect(try await bench.wait(for: handle.id, Set(JobState.allCases)).state == .running)
            bench.jam.isOver.withLock { $0 = true }
            let record = try await bench.wait(for: handle.id, [.completed, .failed])
            #expect(record.state == .completed && record.errors.isEmpty)
        }
    }

    @Test("never begins once its job is cancelled")
    func cancelled() async throws {
        try await withJam { bench in
            let handle = try await bench.queue.enqueue(Chore(name: "late"))
            _ = try await bench.wait(for: handle.id, [.running])
            try await bench.queue.cancel(handle.id)
            #expect(try await bench.wait(for: handle.id, [.cancelled, .completed]).state == .cancelled)
            bench.jam.isOver.withLock { $0 = true }
            let next = try await bench.queue.enqueue(Chore(name: "next"))
            _ = try await bench.wait(for: next.id, [.completed])
            #expect(bench.jam.began.withLock { $0 } == 1)
        }
    }

    @Test("never begins once its worker has ended, and its job is given back")
    func stopped() async throws {
        try await withJam { bench in
            let handle = try await bench.queue.enqueue(Chore(name: "late"))
            _ = try await bench.wait(for: handle.id, [.running])
            bench.worker.stopAtOnce()
            let record = try await bench.wait(for: handle.id, [.pending, .completed])
            #expect(record.state == .pending && record.attempt == 0)
            bench.jam.isOver.withLock { $0 = true }
            // Behind all tasks that waited for a thread.
            for _ in 0..<100 { await Task.detached {}.value }
            #expect(bench.jam.began.withLock { $0 } == 0)
        }
    }
}
