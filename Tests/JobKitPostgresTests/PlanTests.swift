import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

/// The planner's plans for the hot statements, with the settings of JobKit's connections, on small tables and on large ones.
@Suite("Plans")
struct PlanTests {
    /// A plan is kept until the next ANALYZE, while the tables may grow a millionfold.
    @Test("Statements find their rows by key, whatever the statistics say", .timeLimit(.minutes(5)))
    func plans() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        try await check(workspace, "never analyzed")
        try await workspace.script("VACUUM ANALYZE")
        try await check(workspace, "analyzed when empty")
        _ = try await store.enqueue((1...10).map { Fixture.draft($0) })
        try await check(workspace, "grown since")
        try await workspace.script("ANALYZE")
        try await check(workspace, "10 jobs")

        let open = OpenTransaction(workspace)
        try await open.run("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM {jobkit}.job")
        try await workspace.fill(50_000)
        for table in Self.tables + ["cancel_request"] { try await workspace.script("DELETE FROM {jobkit}.\(table)") }
        try await workspace.script("VACUUM ANALYZE")
        try await check(workspace, "nothing but dead rows that somebody may still see")
        try await open.run("COMMIT")
        await open.end()
        try await workspace.script("VACUUM ANALYZE")
        try await check(workspace, "empty again")

        // As after years; written directly into the tables, because JobKit would take a minute.
        try await workspace.fill(1_000_000)
        try await workspace.script("ANALYZE")
        try await check(workspace, "1,000,000 jobs")
        await store.close()
        try await workspace.remove()
    }

    /// While a transaction is held open there are thousands, however close the watermark is behind the jobs.
    @Test("A claim steps over the dead entries behind the watermark once")
    func onePassOverTheDead() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let claim = try #require(Self.hot.first { $0.name == "claim" })
        let plan = try await workspace.plan(claim.sql, claim.values)
        let lines = plan.split(separator: "\n")
        let looks = zip(lines, lines.dropFirst()).filter { $0.contains(" on ready ") && $1.contains("Index Cond") }.map(\.1)
        // The others begin at the first job, or behind now.
        let elsewhere = ["(due >= h.due)", "(due >= h_1.due)", "(due >= q.first)", "(due > s_1.now)"]
        let fromTheMark = looks.filter { look in !elsewhere.contains { look.contains($0) } }
        #expect(looks.count == 5 && fromTheMark.count == 1, "\(plan)")
        await store.close()
        try await workspace.remove()
    }

    /// The tables that may be large. Requests to cancel are read as a whole: there is one per running job, at most.
    private static let tables = [
        "ready", "job", "finished", "receipt", "receipt_members", "moved", "watermark", "failure", "progress", "step", "tag", "lane",
        "finished_change", "finished_count",
    ]

    private func check(_ workspace: Workspace, _ when: String) async throws {
        for (name, sql, values) in Self.hot {
            let plan = try await workspace.plan(sql, values)
            let lines = plan.split(separator: "\n")
            for (line, next) in zip(lines, lines.dropFirst() + [""]) {
                guard !line.contains("CTE Scan"), Self.tables.contains(where: { line.contains(" on \($0) ") }) else { continue }
                if let whole = Self.readWhole[name], line.contains("on \(whole) ") { continue }
                let isByKey =
                    line.contains("Tid Scan") || (line.contains("Index") && next.contains("Index Cond")) || line.contains("Insert on")
                    || line.contains("Delete on") || line.contains("Update on")
                #expect(isByKey, "\(when), \(name): \(line)\n\(plan)")
            }
            for node in ["Bitmap", "Hash Join", "Merge Join"] { #expect(!plan.contains(node), "\(when), \(name): \(plan)") }
        }
    }

    private static let uuid = "'00000000-0000-7000-8000-000000000001'"
    private static let finished = "'{1}', '{8}', '{1}', '{1}', '{1}', '{1}', '{1}', ARRAY[NULL::bytea], '{8}', '{1}', '{1}'"
    private static let enqueued = """
        ARRAY[\(uuid)::uuid], '{8}', '{1}', '{1}', '{0}', '{t}', '{NULL}', '{f}', '{5}', '{NULL}', '{NULL}', ARRAY[NULL::bytea], ARRAY['x'::bytea], \
        '{8}', '{queue}', '{kind}'
        """
    /// Statements, and their values in SQL.
    private static let hot: [(name: String, sql: String, values: String)] = [
        ("claim", SQL.claim, "\(uuid), 'worker.1', '{8}', '{\(Fixture.queue)}', 100, 60000000, 1000"),
        ("lock receipts", SQL.lockReceipts, "ARRAY[\(uuid)::uuid]"), ("renew", SQL.renew, "ARRAY[\(uuid)::uuid], 60000000"),
        ("lock claims", SQL.lockClaims, "ARRAY[\(uuid)::uuid]"), ("part a receipt", SQL.partReceipt, "\(uuid), \(uuid), '\\x01'"),
        ("close members", SQL.closeMembers, "ARRAY[\(uuid)::uuid], ARRAY['\\x00'::bytea]"),
        ("delete receipts", SQL.deleteReceipts, "ARRAY[\(uuid)::uuid]"), ("find a waiting job", SQL.waiting, uuid),
        ("lock a waiting job", SQL.lockReady, "11, 5, 7"), ("delete a waiting job", SQL.deleteReady, "11, 5, 7"),
        ("lock a finished job", SQL.lockFinished, "7"), ("records", SQL.records, "'{1,2,3}'"), ("failures", SQL.failures, "'{1,2,3}'"),
        ("claimed before", SQL.claimedBefore, uuid), ("id to number", SQL.seqsByID, "ARRAY[\(uuid)::uuid]"),
        ("enqueue", SQL.enqueue, enqueued), ("note lanes", SQL.noteLanes, "'{8}', '{queue}', '{kind}'"),
        ("names of lanes", SQL.laneNames, "'{8}'"), ("lanes of queues", SQL.lanesOfQueues, "'{queue}', NULL"),
        ("steps", SQL.steps, uuid), ("prune", SQL.prune, "1::smallint, 0, 100"), ("past deadlines", SQL.pastDeadline, "0, 100"),
        ("move watermarks", SQL.moveWatermarks, "'{11}', 5, 6, 'jobkit'"),
        ("tagged", SQL.taggedBelow, "9, '{8}', 100, '{a,b}', '{0,1}', 5"), ("list", SQL.jobsBelow, "9, '{8}', 100"),
        ("list completed", SQL.completedBelow, "9, '{8}', 100"), ("lapsed", SQL.lapsedMembers, "5, 100"),
        ("held members", SQL.heldMembers, "'{1,2}'"),
        ("stray rows", SQL.deleteStrayRows, "'{1}', '{1}', '{1}'"), ("finished", SQL.insertFinished, finished),
        ("un-finish", SQL.deleteFinished, "1"), ("add up", SQL.addFinishedUp, ""),
        ("running", SQL.runningCounts, ""), ("list running", SQL.runningBelow, "9, '{8}', 100"),
        ("check watermarks", SQL.wrongWatermarks, "5"), ("lower watermarks", SQL.lowerWatermarks, "'{11}', '{5}'"),
        ("begin a chore", SQL.beginChore, "'check watermarks', 5"), ("take expired", SQL.takeExpired, "ARRAY[\(uuid)::uuid], 5"),
        ("earliest to come", SQL.earliestToCome, "'{11}', 'jobkit'"),
    ]
    /// Statements that read a table from end to end, with the table: a row for each open claim, and marks of a minute.
    private static let readWhole = [
        "lapsed": "receipt", "held members": "receipt", "running": "receipt", "list running": "receipt", "check watermarks": "watermark",
        "lower watermarks": "watermark", "add up": "finished_change",
    ]
}

extension Workspace {
    /// That many waiting jobs and as many finished ones.
    fileprivate func fill(_ count: Int) async throws {
        try await script(
            """
            WITH job AS (
                INSERT INTO {jobkit}.job (id, line, version, due, created_at, max_attempts, payload)
                SELECT gen_random_uuid(), 11, 1, number, number, 5, 'x' FROM generate_series(1, \(2 * count)) AS number RETURNING seq, due
            ), ready AS (
                INSERT INTO {jobkit}.ready SELECT 11, due, seq, 0, NULL, NULL, NULL FROM job WHERE due <= \(count)
            )
            INSERT INTO {jobkit}.finished SELECT seq, 8, 1, 1, due, NULL, due, due, NULL FROM job WHERE due > \(count)
            """)
    }

    /// As a prepared statement's generic plan, which connections use.
    fileprivate func plan(_ sql: String, _ values: String) async throws -> String {
        try await admin.run("explain in") { session in
            try session.script("PREPARE explained AS \(sql)")
            defer { try? session.script("DEALLOCATE explained") }
            let rows = try session.run("EXPLAIN EXECUTE explained\(values.isEmpty ? "" : "(\(values))")")
            return (0..<rows.count).map { rows.text($0, at: 0) }.joined(separator: "\n")
        }
    }
}
