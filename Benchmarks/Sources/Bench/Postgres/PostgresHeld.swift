import Foundation
import JobKit
import JobKitPostgres
import Synchronization

extension Scenario {
    /// Jobs offered at half of what two workers drain, while a REPEATABLE READ transaction that has read and written stays open; with watermarks and
    /// without. `--seconds` says for how long.
    static let postgresHeld = Scenario(name: "held", summary: "a transaction held open on PostgreSQL") { plan in
        let server = try PostgresServer()
        let clean = try await postgresDrainRate(server, plan.count(200_000), workers: 2)
        let rate = Int(clean / 2) / 100 * 100
        var rows = [try Row("drain before, by 2 workers", .full, .perSecond, jobKit: [clean])]
        for usesWatermarks in [true, false] {
            let name = usesWatermarks ? "with watermarks" : "without"
            let quiet = try await offer(server, rate, seconds: 15, isHeld: false, usesWatermarks)
            let held = try await offer(server, rate, seconds: plan.seconds, isHeld: true, usesWatermarks)
            rows.append(
                try Row(
                    "held for \(plan.seconds) s, \(rate.formatted()) jobs/s offered, \(name): done in time", .full, .share,
                    jobKit: held.doneByTenth.map { $0 * 100 }))
            rows.append(
                try Row("… enqueue to start, p95; beside it nothing held", .full, .milliseconds, jobKit: [held.p95], other: [quiet.p95]))
            rows.append(try Row("… dead rows at its end", .full, .thousandRows, jobKit: [held.dead / 1_000]))
        }
        return rows
    }

    private struct Offered {
        /// In each tenth of the time, what was done of what was offered in it.
        var doneByTenth: [Double]
        /// In milliseconds.
        var p95: Double
        var dead: Double
    }

    private static func offer(
        _ server: PostgresServer, _ rate: Int, seconds: Int, isHeld: Bool, _ usesWatermarks: Bool
    ) async throws -> Offered {
        var options = PostgresJobStoreOptions()
        options.usesWatermarks = usesWatermarks
        return try await server.withStore(options) { [options] store, schema in
            let queue = JobQueue(store: store, services: .quiet)
            let holder = isHeld ? try server.hold() : nil
            defer { holder?.end() }
            let started = Mutex<[Double]>([])
            let isOver = Atomic(false)
            var handlers = JobHandlers()
            handlers.add(Timed.self) { job, _ in started.withLock { $0.append(monotonicSeconds() - job.enqueuedAt) } }
            var tenths: [Double] = []
            try await withThrowingTaskGroup { group in
                for _ in 0..<2 {
                    group.addTask { @Sendable [handlers] in
                        let own = try PostgresJobStore(connection: server.connection, schema: schema, options: options)
                        try await withWorker(own, handlers, concurrency: 256) {
                            while !isOver.load(ordering: .relaxed) { try await Task.sleep(for: .milliseconds(50)) }
                        }
                        await own.close()
                    }
                }
                let start = monotonicSeconds()
                var offered = 0
                for tenth in 1...10 {
                    let end = start + Double(seconds) * Double(tenth) / 10
                    while monotonicSeconds() < end {
                        let due = Int((monotonicSeconds() - start) * Double(rate)) - offered
                        guard due >= 100 else {
                            try await Task.sleep(for: .milliseconds(1))
                            continue
                        }
                        _ = try await queue.enqueue((0..<min(due, 1_000)).map { _ in Timed(enqueuedAt: monotonicSeconds()) })
                        offered += min(due, 1_000)
                    }
                    tenths.append(Double(started.withLock { $0.count }) / (Double(rate) * Double(seconds) * Double(tenth) / 10))
                }
                isOver.store(true, ordering: .relaxed)
                try await group.waitForAll()
            }
            let dead = try server.sql("SELECT sum(n_dead_tup) FROM pg_stat_user_tables WHERE schemaname = '\(schema)'")
            return Offered(
                doneByTenth: tenths, p95: quantile(0.95, of: started.withLock { $0.sorted() }) * 1_000,
                dead: Double(dead.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0)
        }
    }
}

/// A session that has read and written and keeps its transaction open.
final class HeldTransaction: Sendable {
    private let process: Process
    private let input: Pipe

    init(_ process: Process, _ input: Pipe) {
        self.process = process
        self.input = input
    }

    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}

extension PostgresServer {
    func hold() throws -> HeldTransaction {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "\(programs)/psql")
        process.arguments = ["-X", "-q", "-d", connection]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        input.fileHandleForWriting.write(
            Data(
                "DROP TABLE IF EXISTS held;\nCREATE TABLE held (n int);\nBEGIN ISOLATION LEVEL REPEATABLE READ;\nSELECT count(*) FROM pg_class;\nINSERT INTO held VALUES (1);\n\\echo held\n"
                    .utf8))
        var text = ""
        while !text.contains("held") { text += String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) }
        return HeldTransaction(process, input)
    }
}
