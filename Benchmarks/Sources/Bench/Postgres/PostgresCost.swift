import JobKit
import JobKitPostgres

extension Scenario {
    /// The cost of a job to the server from its enqueue to its end: statements, bytes of the write-ahead log, dead rows. Raw: pgbench's
    /// drain of JobKit's tables; its inserts are one statement for all and not counted as such.
    static let postgresCost = Scenario(name: "cost", summary: "what a job costs a PostgreSQL server") { plan in
        let server = try PostgresServer()
        let count = plan.count(100_000)
        var rows: [Row] = []
        for (title, perCall) in [("enqueued in bulk of 1,000", 1_000), ("enqueued from 64 tasks at once", 1)] {
            var costs: [Cost] = []
            try await plan.rounds { costs.append(try await cost(server, perCall == 1 ? count / 5 : count, perCall: perCall)) }
            rows += [
                try Row("a job, \(title), by 1 worker: statements", .full, .statements, jobKit: costs.map(\.statements)),
                try Row("… write-ahead log", .full, .bytes, jobKit: costs.map(\.bytes)),
                try Row("… rows left dead", .full, .rows, jobKit: costs.map(\.dead)),
            ]
        }
        return rows
    }

    private static func cost(_ server: PostgresServer, _ count: Int, perCall: Int) async throws -> Cost {
        try await server.withStore { store, schema in
            try server.sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements", "CHECKPOINT")
            let before = try Cost.Counters(server, schema)
            let queue = JobQueue(store: store, services: .quiet)
            if perCall > 1 {
                for start in stride(from: 0, to: count, by: perCall) {
                    _ = try await queue.enqueue((start..<start + perCall).map(NoOp.init))
                }
            } else {
                try await withThrowingTaskGroup { group in
                    for task in 0..<64 {
                        group.addTask { for number in 0..<count / 64 { _ = try await queue.enqueue(NoOp(task * count / 64 + number)) } }
                    }
                    try await group.waitForAll()
                }
            }
            let jobs = perCall > 1 ? count : count / 64 * 64
            let countdown = Countdown(jobs)
            var handlers = JobHandlers()
            handlers.add(NoOp.self) { _, _ in countdown.tick() }
            let own = try PostgresJobStore(connection: server.connection, schema: schema)
            try await withWorker(own, handlers, concurrency: PostgresServer.concurrency) { await countdown.wait() }
            await own.close()
            try await expect(jobs, .completed, in: queue)
            return Cost(before, try Cost.Counters(server, schema), jobs: jobs)
        }
    }
}

/// For one job.
private struct Cost {
    struct Counters {
        let statements: Double
        let bytes: Double
        let dead: Double

        /// A session's counts reach the server's statistics within a second of its last transaction.
        init(_ server: PostgresServer, _ schema: String) throws {
            let text = try server.sql(
                "SELECT pg_sleep(1.5)",
                """
                SELECT (SELECT sum(calls) FROM pg_stat_statements), pg_current_wal_lsn() - '0/0'::pg_lsn,
                    (SELECT sum(n_tup_upd + n_tup_del) FROM pg_stat_user_tables WHERE schemaname = '\(schema)')
                """)
            let numbers = text.split(whereSeparator: { "|\n".contains($0) }).compactMap { Double($0) }
            guard numbers.count >= 3 else { throw BenchError("the server counted \(text)") }
            (statements, bytes, dead) = (numbers[0], numbers[1], numbers[2])
        }
    }

    let statements: Double
    let bytes: Double
    let dead: Double

    init(_ before: Counters, _ after: Counters, jobs: Int) {
        let count = Double(jobs)
        statements = (after.statements - before.statements) / count
        bytes = (after.bytes - before.bytes) / count
        dead = (after.dead - before.dead) / count
    }
}
