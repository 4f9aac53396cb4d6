import Foundation
import JobKit
import JobKitSQLite
import Logging
import Synchronization

// Drains 100,000 no-op jobs of about 200 bytes on SQLite, several times, through the public API.
// Usage: jobkit-throughput [full|normal] [runs] [jobs]

struct NoOp: Job {
    static let kind = "no-op"
    var number: Int
    var padding: String
}

/// Counts down and tells when it is done.
final class Countdown: Sendable {
    private let left: Atomic<Int>
    private let done = AsyncStream<Void>.makeStream()

    init(_ count: Int) { left = Atomic(count) }

    func tick() {
        if left.subtract(1, ordering: .relaxed).newValue == 0 { done.continuation.finish() }
    }

    func wait() async { for await _ in done.stream {} }
}

struct Figures {
    var enqueue: [Double] = []
    var drain: [Double] = []

    static func line(_ name: String, _ values: [Double]) -> String {
        let sorted = values.sorted()
        func thousands(_ value: Double) -> String { String(format: "%.1fk", value / 1_000) }
        return
            "\(name): median \(thousands(sorted[sorted.count / 2])) jobs/s, \(thousands(sorted[0])) to \(thousands(sorted[sorted.count - 1]))"
            + " over \(sorted.count) runs"
    }
}

@main
struct Throughput {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let isFull = arguments.first != "normal"
        let runs = arguments.dropFirst().first.flatMap { Int($0) } ?? 5
        let count = arguments.dropFirst(2).first.flatMap { Int($0) } ?? 100_000
        var figures = Figures()
        for _ in 0..<max(1, runs) {
            let (enqueue, drain) = try await run(count, synchronous: isFull ? .full : .normal)
            figures.enqueue.append(enqueue)
            figures.drain.append(drain)
        }
        print("SQLite, synchronous=\(isFull ? "FULL" : "NORMAL"), \(count) no-op jobs of about 200 bytes, concurrency 256")
        print(Figures.line("bulk enqueue, 1,000 a call", figures.enqueue))
        print(Figures.line("drain by one worker", figures.drain))
    }

    /// Jobs a second, enqueued and drained. The drain ends when the store has no job left that is not completed.
    static func run(_ count: Int, synchronous: SQLiteJobStoreOptions.Synchronous) async throws -> (Double, Double) {
        let folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).appendingPathComponent(".build/throughput")
        try? FileManager.default.removeItem(at: folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = SQLiteJobStore(
            path: folder.appendingPathComponent("jobs.db").path, options: SQLiteJobStoreOptions(synchronous: synchronous))
        try await store.prepare()
        var logger = Logger(label: "throughput")
        logger.logLevel = .error
        let services = JobServices(logger: logger)
        let queue = JobQueue(store: store, services: services)
        let padding = String(repeating: "x", count: 170)
        let clock = ContinuousClock()

        let enqueueTime = try await clock.measure {
            for start in stride(from: 0, to: count, by: 1_000) {
                _ = try await queue.enqueue((start..<min(start + 1_000, count)).map { NoOp(number: $0, padding: padding) })
            }
        }
        let countdown = Countdown(count)
        var handlers = JobHandlers()
        handlers.add(NoOp.self) { _, _ in countdown.tick() }
        let worker = Worker(
            store: store, handlers: handlers, configuration: WorkerConfiguration(concurrency: 256), services: services)
        let start = clock.now
        let working = Task { try await worker.run() }
        await countdown.wait()
        // Graceful enough: cancelling still settles what has run before the worker ends.
        working.cancel()
        try await working.value
        let drainTime = clock.now - start
        let states = try await queue.counts()
        guard states.map(\.state) == [.completed], states[0].count == count else {
            throw JobError.invalidValue(name: "the drain", reason: "did not complete every job: \(states)")
        }
        await store.close()
        return (Double(count) / seconds(enqueueTime), Double(count) / seconds(drainTime))
    }

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}
