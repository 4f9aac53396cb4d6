import Foundation
import JobKit
import JobKitPostgres

extension Scenario {
    /// One job a call, awaited, and from 64 tasks at once; raw: pgbench inserts one a transaction. In bulk, 1,000 and 10,000 a call; raw:
    /// one COPY of all.
    static let postgresEnqueue = Scenario(name: "enqueue", summary: "enqueue on PostgreSQL") { plan in
        let server = try PostgresServer()
        let (single, bulk) = (plan.count(5_000), plan.count(200_000))
        var (one, many, rawOne): ([Double], [Double], [Double]) = ([], [], [])
        var (large, largest, copied): ([Double], [Double], [Double]) = ([], [], [])
        try await plan.rounds {
            try server.script("schema")
            rawOne.append(try server.pgbench("insert", clients: 1, transactions: single))
            one.append(try await postgresRate(server, single, tasks: 1))
            many.append(try await postgresRate(server, single * 8, tasks: 64))
            copied.append(try copyRate(server, plan, bulk))
            large.append(try await postgresBulkRate(server, bulk, each: 1_000))
            largest.append(try await postgresBulkRate(server, bulk, each: 10_000))
        }
        return [
            try Row("enqueue one by one, awaited", .full, .perSecond, jobKit: one, other: rawOne),
            try Row("enqueue from 64 tasks at once", .full, .perSecond, jobKit: many, ratio: zip(many, one).map { $0 / $1 }),
            try Row("enqueue in bulk, 1,000 a call; raw is one COPY of all", .full, .perSecond, jobKit: large, other: copied),
            try Row(
                "enqueue in bulk, 10,000 a call", .full, .perSecond, jobKit: largest, other: copied,
                aim: Row.ratioAtLeast(0.7, "COPY")),
        ]
    }

    static func postgresRate(_ server: PostgresServer, _ count: Int, tasks: Int) async throws -> Double {
        try await server.withStore { store, _ in
            let queue = JobQueue(store: store, services: .quiet)
            let each = count / tasks
            let duration = try await seconds {
                try await withThrowingTaskGroup { group in
                    for task in 0..<tasks {
                        group.addTask { for number in 0..<each { _ = try await queue.enqueue(NoOp(task * each + number)) } }
                    }
                    try await group.waitForAll()
                }
            }
            try await expect(tasks * each, .pending, in: queue)
            return Double(tasks * each) / duration
        }
    }

    private static func postgresBulkRate(_ server: PostgresServer, _ count: Int, each: Int) async throws -> Double {
        try await server.withStore { store, _ in
            let queue = JobQueue(store: store, services: .quiet)
            let duration = try await seconds {
                for start in stride(from: 0, to: count, by: each) { _ = try await queue.enqueue((start..<start + each).map(NoOp.init)) }
            }
            try await expect(count, .pending, in: queue)
            return Double(count) / duration
        }
    }

    /// Both of the tables that a job needs, from existing files.
    private static func copyRate(_ server: PostgresServer, _ plan: Plan, _ count: Int) throws -> Double {
        try server.script("schema")
        let (jobs, ready) = (plan.workspace.path("jobs.csv"), plan.workspace.path("ready.csv"))
        let payload = "\\x" + String(repeating: "78", count: 200)
        let lines = (1...count).map { "\($0),\(UUID().uuidString),1,\(payload)\n" }
        try Data(lines.joined().utf8).write(to: URL(fileURLWithPath: jobs))
        try Data((1...count).map { "1,\($0),0\n" }.joined().utf8).write(to: URL(fileURLWithPath: ready))
        let start = monotonicSeconds()
        try server.sql(
            "\\copy raw.job (seq, id, created_at, payload) FROM '\(jobs)' CSV", "\\copy raw.ready (due, seq, attempt) FROM '\(ready)' CSV")
        return Double(count) / (monotonicSeconds() - start)
    }
}
