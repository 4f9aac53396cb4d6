import JobKit
import JobKitTesting
import Testing

@testable import JobKitPostgres

/// What the planner makes of the hot statements, with the settings that JobKit's connections have, on small tables and on large ones.
@Suite("Plans")
struct PlanTests {
    @Test("Hot statements find their rows by key, with 10 jobs and with 1,000,000", .timeLimit(.minutes(5)))
    func plans() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue((1...10).map { Fixture.draft($0) })
        try await check(workspace)
        // As after years; written past JobKit, which would take a minute.
        try await workspace.fill(1_000_000)
        try await check(workspace)
        await store.close()
        try await workspace.remove()
    }

    private func check(_ workspace: Workspace) async throws {
        for (name, sql, values) in Self.hot {
            let plan = try await workspace.plan(sql, values)
            for table in ["ready", "job", "finished", "receipt", "receipt_members", "moved", "watermark", "cancel_request"] {
                #expect(!plan.contains("Seq Scan on \(table) "), "\(name): \(plan)")
            }
            for node in ["Bitmap", "Hash Join", "Merge Join"] { #expect(!plan.contains(node), "\(name): \(plan)") }
        }
    }

    private static let uuid = "'00000000-0000-7000-8000-000000000001'"
    /// Statements, and values for them as SQL has them.
    private static let hot: [(name: String, sql: String, values: String)] = [
        ("claim", SQL.claim, "\(uuid), 'worker.1', '{\(Fixture.queue)}', '{\(Fixture.kind)}', 100, 60000000"),
        ("lock receipts", SQL.lockReceipts, "ARRAY[\(uuid)::uuid]"), ("renew", SQL.renew, "ARRAY[\(uuid)::uuid], 60000000"),
        ("close members", SQL.closeMembers, "ARRAY[\(uuid)::uuid], ARRAY['\\x00'::bytea]"),
        ("delete receipts", SQL.deleteReceipts, "ARRAY[\(uuid)::uuid]"), ("find a waiting job", SQL.waiting, uuid),
        ("lock a waiting job", SQL.lockReady, "1, 3::smallint, 5, 7"), ("delete a waiting job", SQL.deleteReady, "1, 3::smallint, 5, 7"),
        ("lock a finished job", SQL.lockFinished, "7"), ("records", SQL.records, "'{1,2,3}'"), ("failures", SQL.failures, "'{1,2,3}'"),
        ("prune", SQL.prune, "1::smallint, 0, 100"), ("past deadlines", SQL.pastDeadline, "0, 100"),
        ("move watermarks", SQL.moveWatermarks, "'{1}', '{3}', 5, 6"),
    ]
}

extension Workspace {
    /// So many jobs waiting and as many finished.
    fileprivate func fill(_ count: Int) async throws {
        try await script(
            """
            WITH job AS (
                INSERT INTO {jobkit}.job (id, lane, line, version, due, created_at, max_attempts, payload)
                SELECT gen_random_uuid(), 1, 3, 1, number, number, 5, 'x' FROM generate_series(1, \(2 * count)) AS number RETURNING seq, due
            ), ready AS (
                INSERT INTO {jobkit}.ready SELECT 1, 3, due, seq, 0, NULL FROM job WHERE due <= \(count)
            )
            INSERT INTO {jobkit}.finished SELECT seq, 1, 1, 1, due, NULL, due, due, NULL FROM job WHERE due > \(count);
            ANALYZE
            """)
    }

    /// As a prepared statement's generic plan, which is what a connection uses.
    fileprivate func plan(_ sql: String, _ values: String) async throws -> String {
        try await admin.run("explain in") { session in
            try session.script("PREPARE explained AS \(sql)")
            defer { try? session.script("DEALLOCATE explained") }
            let rows = try session.run("EXPLAIN EXECUTE explained(\(values))")
            return (0..<rows.count).map { rows.text($0, 0) }.joined(separator: "\n")
        }
    }
}
