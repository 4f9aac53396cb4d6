import JobKit
import JobKitPostgres

extension Scenario {
    /// A fifth of a day's hundred million finished jobs, each with one of 5,000 tags, removed at seventeen times such a day's rate, with
    /// claims beside it. Vacuum is the server's own.
    static let postgresRetention = Scenario(
        name: "retention", summary: "prune 20,000,000 finished jobs on PostgreSQL, with claims beside it"
    ) {
        plan in
        let server = try PostgresServer()
        return try await server.withStore { store, schema in
            _ = try await JobQueue(store: store, services: .quiet).enqueue((0..<1_000).map(NoOp.init))
            let count = plan.count(20_000_000)
            try server.fillFinished(schema, count)
            try server.sql("VACUUM ANALYZE", "CHECKPOINT")
            var before: [Double] = []
            for _ in 0..<10 { before.append(try await claimTime(store)) }
            let sizeBefore = try server.reading(schema).mebibytes

            let retention = Retention(completed: .zero, failed: nil, cancelled: nil, expired: nil)
            var (beside, readings): ([Double], [PostgresServer.Reading]) = ([], [])
            var (pruned, duration) = (0, 0.0)
            let begun = monotonicSeconds()
            while pruned < count {
                let start = monotonicSeconds()
                async let removed = store.prune(retention, limit: 50_000)
                beside.append(try await claimTime(store))
                pruned += try await removed
                duration += monotonicSeconds() - start
                // Seventeen times a day's hundred million.
                try await Task.sleep(for: .seconds(max(0, Double(pruned) / 20_000 - (monotonicSeconds() - begun))))
                readings.append(try server.reading(schema))
            }
            var settled = try server.reading(schema)
            let start = monotonicSeconds()
            // Vacuum comes once a minute, and takes long.
            while settled.dead > Double(count) / 4, monotonicSeconds() < start + 600 {
                try await Task.sleep(for: .seconds(1))
                settled = try server.reading(schema)
            }
            let vacuumed = monotonicSeconds() - start
            var after: [Double] = []
            for _ in 0..<10 { after.append(try await claimTime(store)) }
            return [
                try Row("prune \(count.formatted()) finished jobs, 50,000 a call", .full, .perSecond, jobKit: [Double(pruned) / duration]),
                try Row("… dead rows of all tables while it ran", .full, .thousandRows, jobKit: readings.map { $0.dead / 1_000 }),
                try Row("… until a quarter of a dead row is left for each job", .full, .seconds, jobKit: [vacuumed]),
                try Row("… tables and indexes, at its end and before", .full, .mebibytes, jobKit: [settled.mebibytes], other: [sizeBefore]),
                try Row("… claim of 100 while it ran, and before", .full, .milliseconds, jobKit: beside, other: before),
                try Row("… claim of 100 afterwards, and before", .full, .milliseconds, jobKit: after, other: before),
            ]
        }
    }
}

extension PostgresServer {
    fileprivate struct Reading {
        let dead: Double
        let mebibytes: Double
    }

    fileprivate func reading(_ schema: String) throws -> Reading {
        let text = try sql(
            """
            SELECT sum(n_dead_tup), sum(pg_total_relation_size(relid)) / 1048576 FROM pg_stat_user_tables WHERE schemaname = '\(schema)'
            """)
        let numbers = text.split(whereSeparator: { "|\n".contains($0) }).compactMap { Double($0) }
        guard numbers.count == 2 else { throw BenchError("the server counted \(text)") }
        return Reading(dead: numbers[0], mebibytes: numbers[1])
    }

    /// Inserts directly into the tables and at once: jobs that ended an hour ago, a microsecond between any two.
    fileprivate func fillFinished(_ schema: String, _ count: Int) throws {
        for start in stride(from: 0, to: count, by: 1_000_000) {
            try sql(
                """
                WITH job AS (
                    INSERT INTO \(schema).job (id, line, version, due, created_at, max_attempts, tags, payload)
                    SELECT gen_random_uuid(), (SELECT line FROM \(schema).job LIMIT 1), 1, \(schema).clock() - 3600000000, \(schema).clock() - 3600000000, 5,
                        ARRAY['tag-' || number % 5000], (SELECT payload FROM \(schema).job LIMIT 1)
                    FROM generate_series(\(start + 1), \(min(start + 1_000_000, count))) AS number RETURNING seq, line, due, tags
                ),
                finished AS (
                    INSERT INTO \(schema).finished (seq, lane, state, attempt, due, started_at, finished_at) SELECT seq, line & -8, 1, 1, due, due, due FROM job
                )
                INSERT INTO \(schema).tag SELECT tags[1], seq FROM job
                """)
        }
    }
}
