import Foundation
import JobKit
import JobKitPostgres
import Synchronization

/// The results for jobs that were offered over some time.
struct Offered: Sendable {
    struct Reading: Sendable, CustomStringConvertible {
        /// The share of the jobs offered until then that had begun: 0 to 1.
        let share: Double
        /// Of the jobs that began since the last reading, in milliseconds.
        let p95: Double
        let dead: Int

        var description: String { String(format: "%.2f %% done, p95 %.1f ms, %dk dead rows", share * 100, p95, dead / 1_000) }
    }

    /// The rate that the offering task reached, in jobs a second.
    var rate = 0.0
    /// Ten, or one a minute.
    var readings: [Reading] = []
    /// Enqueue to start, in milliseconds.
    var p95 = 0.0
    var dead = 0
    /// Seconds after the last offer, and after the transaction's end, until everything was done.
    var backlog = 0.0
    /// Seconds from the kill of a worker until another had its job, or until the end; `nil` where no worker was killed.
    var relief: Double?
    /// How many finished jobs were left at the end.
    var kept = 0
}

/// Offers jobs at a steady rate to two workers, with or without a held transaction: a third with a deadline, each with one of 5,000 tags,
/// pruned a minute after their end. A third worker, in a process of its own, holds one job and is killed when five sixths of the time are
/// over, where a lease fits into the rest.
struct PostgresOffer {
    let server: PostgresServer
    let rate: Int
    let seconds: Int
    let isHeld: Bool
    var options = PostgresJobStoreOptions()

    private var readings: Int { seconds >= 300 ? seconds / 60 : 10 }

    func measure() async throws -> Offered {
        try await server.withStore(options) { store, schema in
            let holder = isHeld ? try server.hold() : nil
            defer { holder?.end() }
            let (waits, end, relief) = (Waits(), Countdown(1), Relief())
            let queue = JobQueue(store: store, services: .quiet)
            _ = try await queue.enqueue(LongJob())
            let holding = try LongJobHolder.child(server, schema)
            try await holding.waitUntilReady()
            return try await withThrowingTaskGroup { group in
                for _ in 0..<2 {
                    group.addTask {
                        var handlers = JobHandlers()
                        handlers.add(Timed.self) { job, _ in waits.add(monotonicSeconds() - job.enqueuedAt) }
                        handlers.add(LongJob.self) { _, _ in relief.came() }
                        let own = try PostgresJobStore(connection: server.connection, schema: schema, options: options)
                        let retention = Retention(completed: .seconds(60), failed: nil, cancelled: nil, expired: .seconds(60))
                        try await withWorker(own, handlers, concurrency: PostgresServer.concurrency, retention: retention) {
                            await end.wait()
                        }
                        await own.close()
                    }
                }
                var (offered, count) = try await offer(queue, schema, waits) {
                    relief.begins()
                    holding.kill()
                }
                holder?.end()
                let start = monotonicSeconds()
                // Without watermarks this would take long; the figure then says that it was not done.
                while waits.count < count, monotonicSeconds() < start + 120 { try await Task.sleep(for: .milliseconds(10)) }
                offered.backlog = monotonicSeconds() - start
                offered.relief = relief.seconds
                offered.kept = try await store.counts().filter(\.state.isFinished).reduce(0) { $0 + $1.count }
                end.tick()
                try await group.waitForAll()
                return offered
            }
        }
    }

    private func offer(_ queue: JobQueue, _ schema: String, _ waits: Waits, kill: () -> Void) async throws -> (Offered, Int) {
        var (result, count) = (Offered(), 0)
        let start = monotonicSeconds()
        var calls = 0
        for number in 1...readings {
            if number == readings * 5 / 6 + 1, seconds >= 240 { kill() }
            let end = start + Double(seconds) * Double(number) / Double(readings)
            while monotonicSeconds() < end {
                let due = Int((monotonicSeconds() - start) * Double(rate)) - count
                guard due >= 100 else {
                    try await Task.sleep(for: .milliseconds(1))
                    continue
                }
                calls += 1
                let options = EnqueueOptions(
                    deadline: calls % 3 == 0 ? .after(.seconds(3_600)) : nil, tags: ["tag:\(calls * 7_919 % 5_000)"])
                _ = try await queue.enqueue((0..<min(due, 1_000)).map { _ in Timed(enqueuedAt: monotonicSeconds()) }, options: options)
                count += min(due, 1_000)
            }
            result.dead = try dead(schema)
            let reading = Offered.Reading(share: Double(waits.count) / Double(count), p95: waits.takeP95(), dead: result.dead)
            result.readings.append(reading)
            note("\(isHeld ? "held" : "clean") \(number)/\(readings): \(reading)")
        }
        result.rate = Double(count) / (monotonicSeconds() - start)
        result.p95 = waits.p95
        return (result, count)
    }

    private func dead(_ schema: String) throws -> Int {
        let text = try server.sql("SELECT sum(n_dead_tup) FROM pg_stat_user_tables WHERE schemaname = '\(schema)'")
        return Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }

    private func note(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}

/// The time at which another worker got the job of a killed one.
private final class Relief: Sendable {
    private let times = Mutex<(killed: Double?, came: Double?)>((nil, nil))

    func begins() { times.withLock { $0.killed = monotonicSeconds() } }
    func came() { times.withLock { $0.came = monotonicSeconds() } }
    var seconds: Double? {
        times.withLock { times in
            guard let killed = times.killed else { return nil }
            return (times.came ?? monotonicSeconds()) - killed
        }
    }
}
