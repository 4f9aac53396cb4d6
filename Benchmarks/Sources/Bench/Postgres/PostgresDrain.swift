import JobKit
import JobKitPostgres

extension Scenario {
    /// A backlog of no-op jobs, by 1, 2 and 4 workers, each with connections of its own. Raw: pgbench claims 100 with a receipt and
    /// completes them, on as many connections as the workers have; the textbook's single table beside it.
    static let postgresDrain = Scenario(name: "drain", summary: "drain 200,000 no-op jobs on PostgreSQL") { plan in
        let server = try PostgresServer()
        let count = plan.count(200_000)
        var rows: [Row] = []
        for workers in [1, 2, 4] {
            var (rates, rawRates, textbook): ([Double], [Double], [Double]) = ([], [], [])
            try await plan.rounds {
                rawRates.append(try rawDrainRate(server, "drain", count, clients: workers * 4))
                rates.append(try await postgresDrainRate(server, count, workers: workers))
                textbook.append(try rawDrainRate(server, "textbook", count, clients: workers * 4))
            }
            let name = "drain by \(workers) worker\(workers == 1 ? "" : "s"), 4 connections each"
            rows.append(try Row(name, .full, .perSecond, jobKit: rates, other: rawRates, aim: Row.ratioAtLeast(0.5, "raw")))
            rows.append(
                try Row(
                    "… by the textbook's table", .full, .perSecond, jobKit: rates, other: textbook, aim: Row.ratioAtLeast(1, "textbook")))
        }
        return rows
    }

    static func postgresDrainRate(_ server: PostgresServer, _ count: Int, workers: Int) async throws -> Double {
        try await server.withStore { store, schema in
            let queue = JobQueue(store: store, services: .quiet)
            for start in stride(from: 0, to: count, by: 1_000) { _ = try await queue.enqueue((start..<start + 1_000).map(NoOp.init)) }
            try server.sql("VACUUM ANALYZE", "CHECKPOINT")
            let countdown = Countdown(count)
            var handlers = JobHandlers()
            handlers.add(NoOp.self) { _, _ in countdown.tick() }
            let duration = try await seconds {
                try await withThrowingTaskGroup { group in
                    for _ in 0..<workers {
                        group.addTask { [handlers] in
                            let own = try PostgresJobStore(connection: server.connection, schema: schema)
                            try await withWorker(own, handlers, concurrency: PostgresServer.concurrency) { await countdown.wait() }
                            await own.close()
                        }
                    }
                    try await group.waitForAll()
                }
            }
            try await expect(count, .completed, in: queue)
            return Double(count) / duration
        }
    }

    private static func rawDrainRate(_ server: PostgresServer, _ script: String, _ count: Int, clients: Int) throws -> Double {
        try server.script("schema")
        let fill = "SELECT gen_random_uuid(), 1, decode(repeat('78', 200), 'hex') FROM generate_series(1, \(count))"
        if script == "drain" {
            try server.sql(
                "INSERT INTO raw.job (id, created_at, payload) \(fill)", "INSERT INTO raw.ready SELECT 1, seq, 0 FROM raw.job",
                "VACUUM ANALYZE",
                "CHECKPOINT")
        } else {
            try server.sql("INSERT INTO raw.textbook (id, due, payload) \(fill)", "VACUUM ANALYZE", "CHECKPOINT")
        }
        return try server.pgbench(script, clients: clients, transactions: count / 100 / clients) * 100
    }
}
