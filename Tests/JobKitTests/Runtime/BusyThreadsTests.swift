import Foundation
import JobKit
import JobKitTesting
import Logging
import Synchronization
import Testing

/// Handlers that block their threads, as none should, twice as many as there are threads. They and the tests use the system's clocks: a
/// manual one would be moved on by a task that finds no thread.
@Suite("Handlers that keep every thread of theirs busy")
struct BusyThreadsTests {
    private static let count = 2 * ProcessInfo.processInfo.activeProcessorCount

    private final class Watch: Sendable {
        private let reasons = Mutex<[CancellationReason]>([])
        private let running = Mutex(0)

        var seen: [CancellationReason] { reasons.withLock { $0 } }
        var isFull: Bool { running.withLock { $0 >= Swift.min(BusyThreadsTests.count, ProcessInfo.processInfo.activeProcessorCount) } }

        /// Blocks until `isOver` or the attempt is cancelled; the limit is for a worker that is blocked.
        func block(_ context: JobContext, until isOver: () -> Bool = { false }) {
            running.withLock { $0 += 1 }
            let end = ContinuousClock.now + .seconds(10)
            while !isOver(), !context.isCancelled, ContinuousClock.now < end { usleep(1_000) }
            if let reason = context.cancellation { reasons.withLock { $0.append(reason) } }
        }
    }

    private struct Bench: Sendable {
        let queue: JobQueue
        let worker: Worker
    }

    private func bench(_ store: any JobStore, _ handlers: JobHandlers, _ configuration: WorkerConfiguration) -> Bench {
        let services = JobServices(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        var configuration = configuration
        configuration.concurrency = Self.count
        return Bench(
            queue: JobQueue(store: store, services: services),
            worker: Worker(store: store, handlers: handlers, configuration: configuration, services: services))
    }

    @Test("hold up no renewal")
    func renewals() async throws {
        let store = FaultyStore(InMemoryJobStore())
        let sawRenewals = Mutex(0)
        let watch = Watch()
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, context in
            watch.block(context) { store.calls(of: .renew) >= 3 }
            if store.calls(of: .renew) >= 3 { sawRenewals.withLock { $0 += 1 } }
        }
        let bench = bench(store, handlers, WorkerConfiguration(lease: .milliseconds(900)))
        let working = Task { try await bench.worker.run() }
        for handle in try await bench.queue.enqueue((0..<Self.count).map { Chore(name: "\($0)") }) {
            for try await update in handle.updates where update.state.isFinished { #expect(update.attempt == 1) }
        }
        working.cancel()
        try await working.value
        #expect(sawRenewals.withLock { $0 } == Self.count)
    }

    @Test("are timed out")
    func timeouts() async throws {
        let watch = Watch()
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, context in
            watch.block(context)
            try Task.checkCancellation()
        }
        let bench = bench(InMemoryJobStore(), handlers, WorkerConfiguration())
        let working = Task { try await bench.worker.run() }
        let options = EnqueueOptions(maxAttempts: 1, timeout: .milliseconds(100))
        for handle in try await bench.queue.enqueue((0..<Self.count).map { Chore(name: "\($0)") }, options: options) {
            for try await update in handle.updates where update.state.isFinished { #expect(update.state == .failed) }
        }
        working.cancel()
        try await working.value
        #expect(watch.seen == Array(repeating: .timedOut, count: Self.count))
    }

    @Test("are cancelled at the end of the grace period")
    func gracePeriod() async throws {
        let watch = Watch()
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, context in watch.block(context) }
        let bench = bench(InMemoryJobStore(), handlers, WorkerConfiguration(gracePeriod: .milliseconds(100)))
        _ = try await bench.queue.enqueue((0..<Self.count).map { Chore(name: "\($0)") })
        // Above the handlers, like a task that handles the signal.
        try await Task.detached(priority: .high) {
            try await withRunningService(bench.worker) { stop in
                while !watch.isFull { await Task.yield() }
                stop()
            }
        }.value
        #expect(!watch.seen.isEmpty && watch.seen.allSatisfy { $0 == .shutdown })
    }
}
