import JobKit
import JobKitPostgres

extension Scenario {
    /// A claim of 100, its commit included. After each, untimed, the claimed jobs are completed and as many are added, so that the backlog
    /// stays.
    static let postgresClaim = Scenario(name: "claim", summary: "claim 100 in front of and behind large backlogs on PostgreSQL") { plan in
        let server = try PostgresServer()
        let backlogs: [(title: String, pending: Int, finished: Int)] = [
            ("1,000 pending", 1_000, 0), ("100,000 pending", plan.count(100_000), 0), ("1,000,000 pending", plan.count(1_000_000), 0),
            ("10,000,000 pending", plan.count(10_000_000), 0), ("10,000,000 finished", 1_000, plan.count(10_000_000)),
        ]
        var stores: [(store: PostgresJobStore, schema: String)] = []
        for backlog in backlogs {
            stores.append(try await server.makeStore())
            let (store, schema) = stores[stores.count - 1]
            _ = try await JobQueue(store: store, services: .quiet).enqueue([NoOp(0)])
            try server.fill(schema, pending: backlog.pending, finished: backlog.finished)
        }
        try server.sql("VACUUM ANALYZE", "CHECKPOINT")
        var times = [[Double]](repeating: [], count: stores.count)
        // Twice the rounds: the differences to be compared are a tenth.
        for _ in 0..<2 * plan.runs {
            for (index, (store, _)) in stores.enumerated() { times[index].append(try await claimTime(store)) }
        }
        for (store, schema) in stores { try await server.remove(store, schema) }
        return try backlogs.enumerated().map { index, backlog in
            try Row(
                "claim of 100, \(backlog.title)", .full, .milliseconds, jobKit: times[index],
                ratio: zip(times[index], times[0]).map { $0 / $1 }, aim: Row.ratioAtMost(1.25, "1,000 pending"))
        }
    }
}

extension PostgresServer {
    /// Inserts directly into the tables and at once: jobs that have been due for long, in the order of their numbers.
    fileprivate func fill(_ schema: String, pending: Int, finished: Int) throws {
        let job = """
            INSERT INTO \(schema).job (id, line, version, due, created_at, max_attempts, payload)
            SELECT gen_random_uuid(), (SELECT line FROM \(schema).job LIMIT 1), 1, number, number, 5, (SELECT payload FROM \(schema).job LIMIT 1)
            """
        for start in stride(from: 0, to: finished, by: 1_000_000) {
            try sql(
                """
                WITH job AS (\(job) FROM generate_series(\(start + 1), \(min(start + 1_000_000, finished))) AS number RETURNING seq, line, due)
                INSERT INTO \(schema).finished SELECT seq, line & -8, 1, 1, due, NULL, due, due, NULL FROM job
                """)
        }
        for start in stride(from: 0, to: pending, by: 1_000_000) {
            try sql(
                """
                WITH job AS (\(job) FROM generate_series(\(start + 1), \(min(start + 1_000_000, pending))) AS number RETURNING seq, line, due)
                INSERT INTO \(schema).ready SELECT line, due, seq, 0, NULL FROM job
                """)
        }
    }
}
