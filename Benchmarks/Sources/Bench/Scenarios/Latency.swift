import Foundation
import JobKit
import Synchronization

extension Scenario {
    /// From before the enqueue to the handler's first line, on a worker that is otherwise idle. Raw: an enqueue and a claim, one after the
    /// other.
    static let latency = Scenario(name: "latency", summary: "enqueue to start, in one process and across two") { plan in
        var raw = Percentiles()
        var inside = Percentiles()
        var across = Percentiles()
        try await plan.rounds {
            raw.add(try await rawLatencies(plan))
            inside.add(try await latencies(plan, across: false))
            across.add(try await latencies(plan, across: true))
        }
        func row(_ title: String, _ times: [Double], _ raw: [Double], limit: Double? = nil) throws -> Row {
            try Row(
                title, plan.synchronous, .milliseconds, jobKit: times, other: raw, aim: limit.map { Row.atMost($0, .milliseconds) })
        }
        return [
            try row("enqueue to start, one process, p50", inside.median, raw.median),
            try row("enqueue to start, one process, p99", inside.high, raw.high, limit: 3),
            try row("enqueue to start, across two processes, p50", across.median, raw.median),
            try row("enqueue to start, across two processes, p99", across.high, raw.high, limit: 20),
        ]
    }

    private struct Percentiles {
        var median: [Double] = []
        var high: [Double] = []

        mutating func add(_ times: [Double]) {
            let sorted = times.sorted()
            median.append(quantile(0.5, of: sorted))
            high.append(quantile(0.99, of: sorted))
        }
    }

    private static let samples = 300

    private static func rawLatencies(_ plan: Plan) async throws -> [Double] {
        try await plan.workspace.withRawQueue(plan.synchronous) { raw in
            try (0..<plan.count(samples)).map { _ in
                let start = monotonicSeconds()
                try raw.enqueue(1, perCommit: 1)
                try raw.claim(1)
                let time = monotonicSeconds() - start
                try raw.settle()
                return time * 1_000
            }
        }
    }

    static func latencies(_ plan: Plan, across: Bool) async throws -> [Double] {
        let count = plan.count(samples)
        return try await plan.workspace.withStore(plan.synchronous) { store, path in
            let queue = JobQueue(store: store, services: .quiet)
            if across {
                let child = try Child(.worker, path: path, plan.synchronous, count: count)
                try await child.waitUntilReady()
                try await enqueueAtIntervals(count, queue)
                return try await child.answer([Double].self)
            }
            let recorder = LatencyRecorder(count)
            return try await withWorker(store, recorder.handlers) {
                try await enqueueAtIntervals(count, queue)
                return await recorder.times()
            }
        }
    }

    /// At intervals that are longer than a start takes, and not in step with any polling.
    static func enqueueAtIntervals(_ count: Int, _ queue: JobQueue) async throws {
        // The worker announces itself to the store first.
        try await Task.sleep(for: .milliseconds(100))
        for _ in 0..<count {
            try await Task.sleep(for: .microseconds(Int.random(in: 13_000...27_000)))
            _ = try await queue.enqueue(Timed(enqueuedAt: monotonicSeconds()))
        }
    }
}

/// Notes in a handler how long ago its job was enqueued.
final class LatencyRecorder: Sendable {
    private let noted = Mutex<[Double]>([])
    private let countdown: Countdown

    init(_ count: Int) { countdown = Countdown(count) }

    var handlers: JobHandlers {
        var handlers = JobHandlers()
        handlers.add(Timed.self) { job, _ in
            let time = (monotonicSeconds() - job.enqueuedAt) * 1_000
            self.noted.withLock { $0.append(time) }
            self.countdown.tick()
        }
        return handlers
    }

    /// In milliseconds, once all have come.
    func times() async -> [Double] {
        await countdown.wait()
        return noted.withLock { $0 }
    }
}
