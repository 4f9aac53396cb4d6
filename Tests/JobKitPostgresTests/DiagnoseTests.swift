import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

/// In a schema of the test's own, on the server that all tests share: other tests may hold transactions meanwhile.
@Suite("Looking for what is wrong with the jobs in a database")
struct DiagnoseTests {
    private let worker = WorkerInfo(id: "w", queues: [Fixture.queue], kinds: [Fixture.kind], concurrency: 1)

    private func found(_ code: String, _ store: PostgresJobStore, _ limits: DiagnosisLimits) async throws -> [StoreFinding] {
        try await store.diagnose(limits).filter { $0.code == code }
    }

    @Test("Jobs that no worker handles, that wait long, and whose lease has lapsed are found by the server's clock")
    func jobs() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let drafts = [Fixture.draft(1), Fixture.draft(2, kind: "other"), Fixture.draft(3, due: .after(.seconds(86_400)))]
        _ = try await store.enqueue(drafts)
        try await store.announce(worker, leaving: false)
        var limits = DiagnosisLimits()
        #expect(
            try await found("unhandled_kind", store, limits).map(\.what) == ["Nobody handles \"other\" in the queue \"\(Fixture.queue)\""])
        #expect(try await found("old_ready_job", store, limits).isEmpty)
        _ = try await store.claim(
            ClaimRequest(
                token: Fixture.token(1), worker: "gone", queues: [Fixture.queue], kinds: ["other"], limit: 1, lease: .microseconds(1)))
        #expect(try await found("lapsed_lease", store, limits).isEmpty)
        (limits.readyJob, limits.sweep) = (.zero, .zero)
        #expect(try await found("unhandled_kind", store, limits).isEmpty)
        #expect(try await found("old_ready_job", store, limits).first?.detail.contains(", 1 job of it in all.") == true)
        #expect(try await found("lapsed_lease", store, limits).first?.detail.contains("the worker gone held it") == true)
        await store.close()
        try await workspace.remove()
    }

    @Test(
        "A job below a mark is told from one that wants for a worker, and marks that stand still while jobs end are found, with the reason")
    func marks() async throws {
        let workspace = try Workspace()
        var options = PostgresJobStoreOptions()
        options.movesWatermarks = false
        let store = try await workspace.prepared(options)
        _ = try await store.enqueue([Fixture.draft(1), Fixture.draft(2)])
        try await store.announce(worker, leaving: false)
        var limits = DiagnosisLimits()
        (limits.readyJob, limits.mark) = (.zero, .zero)
        #expect(try await found("old_ready_job", store, limits).count == 1)
        for code in ["job_below_mark", "marks_stand"] { #expect(try await found(code, store, limits).isEmpty) }
        let mark = "INSERT INTO {jobkit}.watermark SELECT max(line), max(due) + 1, max(due) FROM {jobkit}.ready"
        try await workspace.script(mark)
        #expect(try await found("old_ready_job", store, limits).isEmpty)
        #expect(
            try await found("job_below_mark", store, limits).map(\.what)
                == ["Claims do not see a \"\(Fixture.kind)\" in the queue \"\(Fixture.queue)\""])

        try await workspace.script("DELETE FROM {jobkit}.watermark")
        let claim = try await store.claim(
            ClaimRequest(
                token: Fixture.token(1), worker: "w", queues: [Fixture.queue], kinds: [Fixture.kind], limit: 1, lease: .seconds(60)))
        let job = try #require(claim.jobs.first)
        try await workspace.script("INSERT INTO {jobkit}.watermark SELECT max(line), max(due), max(due) FROM {jobkit}.ready")
        let completion = JobChange(
            id: job.id, expecting: .leased(job.lease, cancelRequested: false), effect: .finish(.completed, output: nil))
        #expect(try await store.apply([completion]) == [.applied])
        let standing = try #require(try await found("marks_stand", store, limits).first)
        #expect(standing.what.hasPrefix("The marks at which claims begin have not moved for "))
        #expect(standing.remedy == "Look in the workers' logs for why they do not move them.")
        #expect(try await found("marks_stand", store, DiagnosisLimits()).isEmpty)
        // As where the owner may not see other sessions, or a prepared transaction has enqueued.
        try await workspace.script(
            "CREATE OR REPLACE FUNCTION {jobkit}.earliest_to_come(schema text, now bigint) RETURNS bigint LANGUAGE sql AS 'SELECT NULL::bigint'"
        )
        #expect(
            try await found("marks_stand", store, DiagnosisLimits()).first?.remedy.hasPrefix("Since when a transaction that enqueues")
                == true)
        await store.close()
        try await workspace.remove()
    }

    @Test("A table with too many dead rows is found, and one for which autovacuum is off")
    func tables() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        var limits = DiagnosisLimits()
        limits.deadRows = 150
        try await workspace.script("ALTER TABLE {jobkit}.ready SET (autovacuum_enabled = off)")
        // Due in the future. Sessions report their writes a little later, and would add them to the count of ANALYZE.
        try await workspace.script(
            """
            INSERT INTO {jobkit}.ready SELECT 11, 4000000000000000 + n, n, 0 FROM generate_series(1, 200) AS n;
            DELETE FROM {jobkit}.ready WHERE seq <= 160; SELECT pg_stat_force_next_flush()
            """)
        try await workspace.script("ANALYZE {jobkit}.ready")
        let table = "\"\(workspace.schema)\".ready"
        #expect(try await found("table_autovacuum_off", store, limits).map(\.what) == ["Autovacuum is off for \(table)"])
        let dead = try await found("dead_rows", store, limits)
        #expect(dead.map(\.what) == ["\(table) has 160 dead rows"])
        #expect(dead.first?.detail == "40 rows are alive. It was never vacuumed since the statistics begin.")
        limits.deadRows = 160
        #expect(try await found("dead_rows", store, limits).isEmpty)
        try await workspace.script("ALTER TABLE {jobkit}.ready RESET (autovacuum_enabled)")
        #expect(try await found("table_autovacuum_off", store, limits).isEmpty)
        await store.close()
        try await workspace.remove()
    }

    @Test("A role that does not see what others do is told so, and which session keeps dead rows as far as that can be seen")
    func hidden() async throws {
        let workspace = try Workspace()
        await (try await workspace.prepared()).close()
        try await workspace.script(
            """
            DO $$ BEGIN CREATE ROLE "short sighted" LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            REVOKE pg_read_all_stats FROM "short sighted"; GRANT USAGE ON SCHEMA {jobkit} TO "short sighted";
            GRANT SELECT ON ALL TABLES IN SCHEMA {jobkit} TO "short sighted"; GRANT SELECT ON {jobkit}.mark_clock TO "short sighted"
            """)
        let holder = OpenTransaction(workspace)
        try await holder.run("BEGIN; SELECT txid_current()")
        // A role that may only read is enough to look.
        let store = try PostgresJobStore(connection: workspace.connection + " user='short sighted'", schema: workspace.schema)
        try await store.prepare()
        var limits = DiagnosisLimits()
        limits.openTransaction = .zero
        let found = try await store.diagnose(limits)
        #expect(found.filter { $0.code == "held_transaction" }.isEmpty)
        let blind = try #require(found.first { $0.code == "activity_hidden" })
        #expect(blind.severity == .warning && blind.detail.contains("for how long it has been open cannot be seen."))
        #expect(!blind.detail.contains("of which 0 sessions"))
        #expect(blind.remedy == "GRANT pg_read_all_stats TO \"short sighted\"; or look as a role that has it.")
        try await workspace.script("GRANT pg_read_all_stats TO \"short sighted\"")
        let seen = try await store.diagnose(limits)
        #expect(!seen.contains { $0.code == "activity_hidden" } && seen.contains { $0.code == "held_transaction" })
        await holder.end()
        await store.close()
        try await workspace.script("DROP OWNED BY \"short sighted\"; REVOKE pg_read_all_stats FROM \"short sighted\"")
        try await workspace.remove()
    }
}
