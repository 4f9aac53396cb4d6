import Foundation
import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

/// `jobkit.enqueue(…)`, as any client in any language calls it.
@Suite("Enqueueing in SQL")
struct EnqueueFunctionTests {
    @Test("Every option of a draft can be given, and arrives")
    func everyOption() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let id = try await workspace.text(
            """
            SELECT {jobkit}.enqueue('mail', '{"to": 1}', queue => 'post', priority => 'high', due => '2031-02-03 04:05:06.000007Z',
                deadline => '2032-02-03 04:05:06Z', max_attempts => 7, timeout => '90 seconds', tags => '{b,a,b}',
                headers => '{"trace": "x"}', version => 3)::text
            """)
        let jobID = try #require(JobID(id))
        let job = try #require(try await store.jobs([jobID]).first)
        #expect(job.kind == "mail" && job.queue == "post" && job.priority == .high && job.version == 3 && job.maxAttempts == 7)
        #expect(job.payload == Data(#"{"to": 1}"#.utf8) && job.tags == ["a", "b"] && job.headers == ["trace": "x"])
        #expect(job.timeout == .seconds(90) && job.state == .scheduled && job.attempt == 0)
        #expect(job.dueAt.microseconds == 1_927_857_906_000_007 && job.deadline?.microseconds == 1_959_393_906_000_000)
        #expect(try await store.jobs(matching: JobQuery(tags: ["a", "b"]), page: PageRequest()).jobs == [job])
        await store.close()
        try await workspace.remove()
    }

    @Test("What is left out is as in a draft, and the job is claimed at once")
    func defaults() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let text = try await workspace.text("SELECT {jobkit}.enqueue('mail', 'null')::text")
        let id = try #require(JobID(text))
        _ = try await workspace.text("SELECT {jobkit}.enqueue('mail', 'null', delay => '1 hour')::text")
        let claim = try await store.claim(
            ClaimRequest(
                token: Fixture.token(1), worker: "worker.1", queues: [JobOptions.defaultQueue], kinds: ["mail"], limit: 9,
                lease: .seconds(60)))
        let job = try #require(claim.jobs.first)
        let draft = JobDraft(id: id, kind: "mail", payload: Data("null".utf8))
        #expect(claim.jobs.count == 1 && job.id == id && claim.nextDueAt != nil)
        #expect(job.priority == draft.priority && job.maxAttempts == draft.maxAttempts && job.version == draft.version)
        #expect(job.tags == draft.tags && job.headers == draft.headers && job.timeout == nil && job.deadline == nil)
        await store.close()
        try await workspace.remove()
    }

    @Test("What the caller leaves out is as the workers that handle the kind have it; what it says wins")
    func publishedDefaults() async throws {
        struct Mail: Job {
            static let kind = "mail"
            static let aliases = ["letter"]
            static let options = JobOptions(
                queue: "post", priority: .high, retry: .exponential(maxAttempts: 5), expiry: .seconds(600))
        }
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        var handlers = JobHandlers()
        handlers.add(Mail.self) { _, _ in }
        let worker = Worker(store: store, handlers: handlers)
        let running = Task { try await worker.run() }
        try await eventually { try await workspace.integer("SELECT count(*) FROM {jobkit}.kind_default") == 2 }
        running.cancel()
        _ = try? await running.value
        func job(_ arguments: String) async throws -> JobRecord {
            let id = try await workspace.text("SELECT {jobkit}.enqueue(\(arguments))::text")
            let jobID = try #require(JobID(id))
            return try #require(try await store.jobs([jobID]).first)
        }
        for kind in ["mail", "letter"] {
            let job = try await job("'\(kind)', '{}'")
            #expect(job.queue == "post" && job.priority == .high && job.maxAttempts == 5)
            #expect(job.deadline?.duration(to: job.createdAt).components.seconds ?? 0 <= -599)
        }
        let said = try await job("'mail', '{}', queue => 'default', priority => 'low', max_attempts => 1, deadline => 'infinity'")
        #expect(said.queue == "default" && said.priority == .low && said.maxAttempts == 1 && said.deadline == nil)
        let unknown = try await job("'parcel', '{}'")
        #expect(unknown.queue == JobOptions.defaultQueue && unknown.priority == .normal && unknown.deadline == nil)
        #expect(unknown.maxAttempts == RetryPolicy.default.maxAttempts)
        // A draft sets every option.
        let draft = JobDraft(id: Fixture.id(9), kind: "mail", payload: Data())
        let statement = try EnqueueStatement(draft, schema: workspace.schema)
        try await workspace.admin.run("enqueue") { session in
            let values = statement.parameters.map { $0.map { $0.asLiteral } ?? "NULL" }
            let sql = values.enumerated().reversed().reduce(statement.sql) { $0.replacing("$\($1.offset + 1)", with: $1.element) }
            _ = try session.run(sql)
        }
        #expect(try await store.jobs([draft.id]).map(\.deadline) == [nil])
        await store.close()
        try await workspace.remove()
    }

    @Test("The limits of the function are those of a draft")
    func limits() {
        let texts = [
            "BETWEEN 1 AND \(JobLimits.nameBytes) ", "> \(JobLimits().payloadBytes) THEN", "> \(JobLimits.tags) THEN",
            "> \(JobLimits.headers) OR",
            "> \(JobLimits.headerBytes)\n", "max_attempts, \(RetryPolicy.default.maxAttempts))",
            "known.queue, '\(JobOptions.defaultQueue)')",
            "'\(JobKitPostgres.Notification.amongOthers)'",
        ]
        for text in texts { #expect(EnqueueFunction.sql.contains(text), "\(text)") }
    }

    @Test("Rolled back means never enqueued; the same id twice is one job")
    func transactions() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        try await workspace.script("BEGIN; SELECT {jobkit}.enqueue('mail', '{}'); ROLLBACK")
        #expect(try await store.counts().isEmpty)
        let id = JobEnvironment.system.makeJobID()
        for _ in 0..<2 { try await workspace.script("SELECT {jobkit}.enqueue('mail', '{}', id => '\(id)')") }
        #expect(try await store.counts().map(\.count) == [1])
        #expect(try await store.jobs([id]).count == 1)
        await store.close()
        try await workspace.remove()
    }

    @Test("An id that names a job of another kind is refused, and that job stays as it is")
    func otherKind() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let id = JobEnvironment.system.makeJobID()
        try await workspace.script("SELECT {jobkit}.enqueue('mail', '{}', id => '\(id)')")
        let before = try await store.jobs([id])
        let error = await #expect(throws: JobStoreError.self) {
            try await workspace.script("SELECT {jobkit}.enqueue('letter', '{}', id => '\(id)')")
        }
        #expect(error?.cause.contains("is that of a job of the kind 'mail'") == true, "\(error.map { "\($0)" } ?? "")")
        #expect(try await store.jobs([id]) == before)
        await store.close()
        try await workspace.remove()
    }

    @Test("A due time that has passed counts as now")
    func dueInThePast() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let id = try #require(JobID(try await workspace.text("SELECT {jobkit}.enqueue('mail', '{}', due => '1970-01-01Z')::text")))
        let job = try #require(try await store.jobs([id]).first)
        #expect(job.dueAt.duration(to: job.createdAt) < .seconds(1) && job.state == .pending)
        await store.close()
        try await workspace.remove()
    }

    @Test("Workers hear of a job that is committed, also while other enqueuing transactions stay open")
    func notifications() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let listener = try Server.connection()
        try listener.script(workspace.settings.rendered("DO $$ BEGIN EXECUTE format('LISTEN %I', {channel}); END $$"))
        let open = OpenTransaction(workspace)
        try await open.run("BEGIN; SELECT {jobkit}.enqueue('mail', '{}')")
        for _ in 0..<2 {
            try await workspace.script("SELECT {jobkit}.enqueue('mail', '{}')")
            var heard: [JobKitPostgres.Notification] = []
            while heard.isEmpty {
                #expect(listener.look(waiting: 1_000))
                heard = listener.notifications()
            }
            #expect(heard.map(\.payload) == [JobKitPostgres.Notification.amongOthers])
        }
        try await open.run("ROLLBACK")
        await open.end()
        #expect(try await workspace.integer("SELECT count(*) FROM {jobkit}.bell") == 0)
        try await workspace.script("SELECT {jobkit}.enqueue('mail', '{}', notify => false)")
        #expect(!listener.look(waiting: 100) || listener.notifications().isEmpty)
        listener.close()
        await store.close()
        try await workspace.remove()
    }

    @Test("In a transaction that is to be prepared, a job can be enqueued without a notification")
    func twoPhases() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let name = "jobkit \(JobEnvironment.system.makeJobID())"
        try await workspace.script("BEGIN; SELECT {jobkit}.enqueue('mail', '{}', notify => false); PREPARE TRANSACTION '\(name)'")
        #expect(try await store.counts().isEmpty)
        try await workspace.script("COMMIT PREPARED '\(name)'")
        #expect(try await store.counts().map(\.count) == [1])
        await store.close()
        try await workspace.remove()
    }

    @Test("Ids that it makes sort as their jobs do")
    func ids() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        var ids: [String] = []
        for _ in 0..<5 {
            ids.append(try await workspace.text("SELECT {jobkit}.enqueue('mail', '{}')::text"))
            _ = try await workspace.text("SELECT pg_sleep(0.002)::text")
        }
        #expect(ids == ids.sorted() && ids.allSatisfy { Array($0)[14] == "7" && "89ab".contains(Array($0)[19]) })
        await store.close()
        try await workspace.remove()
    }

    @Test(
        "What no draft may be is refused, with what to do",
        arguments: [
            ("'', '{}'", "kind name"), ("E'a\\nb', '{}'", "kind name"), ("repeat('x', 129), '{}'", "kind name"),
            ("'mail', '{}', priority => 'soon'", "low, normal, high or urgent"), ("'mail', NULL", "payload must not be NULL"),
            ("'mail', '{}', max_attempts => 0", "at least 1"), ("'mail', '{}', timeout => '0'", "longer than zero"),
            ("'mail', '{}', tags => array_fill('x'::text, '{200}') || ARRAY['']", "tag name"),
            ("'mail', '{}', headers => '[1]'", "JSON object of texts"), ("'mail', '{}', headers => '{\"a\": 1}'", "JSON object of texts"),
            ("'mail', '{}', due => now(), delay => '1 s'", "not both"),
            ("'mail', to_jsonb(repeat('x', 1048576))", "1048576 bytes"),
            ("'mail', '{}', due => 'infinity'", "not infinity"), ("'mail', '{}', due => '-infinity'", "not infinity"),
            ("'mail', '{}', deadline => '-infinity'", "not infinity"), ("'mail', '{}', due => '294276-12-31'", "beyond the year 294247"),
            ("'mail', '{}', deadline => now() - interval '1 s'", "deadline has passed"),
            ("'mail', '{}', delay => '1 h', deadline => now() + interval '1 min'", "not after the due time"),
            ("'mail', '{}', headers => jsonb_build_object('a', repeat('x', 16384))", "at most 64 headers of 16384 bytes"),
        ])
    func refusals(arguments: String, complaint: String) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let error = await #expect(throws: JobStoreError.self) { try await workspace.script("SELECT {jobkit}.enqueue(\(arguments))") }
        #expect(error?.cause.contains(complaint) == true, "\(error.map { "\($0)" } ?? "")")
        #expect(try await store.counts().isEmpty)
        await store.close()
        try await workspace.remove()
    }
}
