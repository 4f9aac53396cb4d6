import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

@Suite("Lanes")
struct LaneTests {
    /// As after a failover behind a pooler to a lagging standby, or a restore: the connections stay, and lead to another database.
    @Test("Tables that are made anew under living connections get jobs of the right kind, and hand them out as that", arguments: [500, 1])
    func madeAnew(copiesFrom: Int) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared(Self.oneConnection(copiesFrom))
        _ = try await store.enqueue([Self.draft(1, "charge.card"), Self.draft(2, "send.mail")])
        #expect(try await store.claim(Self.request(1, ["charge.card", "send.mail"])).jobs.count == 2)

        try await workspace.script("DROP SCHEMA {jobkit} CASCADE")
        let another = try await workspace.prepared()
        _ = try await another.enqueue([Self.draft(3, "delete.account")])
        _ = try await store.enqueue([Self.draft(4, "send.mail"), Self.draft(5, "charge.card")])
        let all = [3, 4, 5].map { Fixture.id($0) }
        for store in [store, another] {
            let found = try await store.jobs(all)
            #expect(
                Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0.kind) }) == [
                    all[0]: "delete.account", all[1]: "send.mail", all[2]: "charge.card",
                ])
            #expect(try await store.jobs(matching: JobQuery(kinds: ["charge.card"]), page: PageRequest()).jobs.map(\.id) == [all[2]])
        }
        #expect(try await store.claim(Self.request(2, ["charge.card"])).jobs.map(\.id) == [all[2]])
        #expect(try await another.claim(Self.request(3, ["send.mail"])).jobs.map(\.kind) == ["send.mail"])
        #expect(try await store.claim(Self.request(4, ["delete.account"])).jobs.map(\.kind) == ["delete.account"])
        for store in [store, another] { await store.close() }
        try await workspace.remove()
    }

    @Test("Two callers' transactions that are the first to use two kinds, in different order, do not wait for each other")
    func twoCallers() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let callers = [OpenTransaction(workspace), OpenTransaction(workspace)]
        let kinds = ["one", "two"]
        for (caller, kind) in zip(callers, kinds) { try await caller.run("BEGIN; SELECT {jobkit}.enqueue('\(kind)', '{}')") }
        for (caller, kind) in zip(callers, kinds.reversed()) { try await caller.run("SELECT {jobkit}.enqueue('\(kind)', '{}')") }
        for caller in callers {
            try await caller.run("COMMIT")
            await caller.end()
        }
        let counts = try await store.counts()
        #expect(Dictionary(uniqueKeysWithValues: counts.map { ($0.kind, $0.count) }) == ["one": 2, "two": 2])
        #expect(try await store.claim(Self.request(1, kinds)).jobs.count == 4)
        await store.close()
        try await workspace.remove()
    }

    @Test(
        "The service's own enqueues, of a new kind too, go on beside a caller's transaction that was the first to use it",
        arguments: [500, 1])
    func besideACaller(copiesFrom: Int) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared(Self.oneConnection(copiesFrom))
        let caller = OpenTransaction(workspace)
        try await caller.run("BEGIN; SELECT {jobkit}.enqueue('fresh', '{}')")
        _ = try await store.enqueue([Self.draft(1, "fresh"), Self.draft(2, "other")])
        #expect(try await store.claim(Self.request(1, ["fresh", "other"])).jobs.count == 2)
        try await caller.run("ROLLBACK")
        await caller.end()
        #expect(try await store.jobs([Fixture.id(1)]).map(\.kind) == ["fresh"])
        await store.close()
        try await workspace.remove()
    }

    @Test("An id that an open transaction has used holds up only enqueues of the same id", .timeLimit(.minutes(1)), arguments: [500, 1])
    func takenID(copiesFrom: Int) async throws {
        let workspace = try Workspace()
        var options = PostgresJobStoreOptions(connections: 2)
        options.copiesFrom = copiesFrom
        let store = try await workspace.prepared(options)
        let queue = JobQueue(store: store)
        let caller = OpenTransaction(workspace)
        try await caller.run("BEGIN; SELECT {jobkit}.enqueue('mail', '{}', id => '\(Fixture.id(1))')")
        struct Mail: Job { static let kind = "mail" }
        // One goes ahead, so that the others gather behind it.
        let results = await withTaskGroup(of: (Int, JobStoreError.Code?).self) { group in
            for number in 1...20 {
                group.addTask {
                    do {
                        _ = try await queue.enqueue(Mail(), options: EnqueueOptions(id: Fixture.id(number)))
                        return (number, nil)
                    } catch { return (number, (error as? JobStoreError)?.code ?? .internalInconsistency) }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(results == [1: .unavailable])
        #expect(try await store.counts().map(\.count) == [19])
        try await caller.run("ROLLBACK")
        await caller.end()
        _ = try await queue.enqueue(Mail(), options: EnqueueOptions(id: Fixture.id(1)))
        await store.close()
        try await workspace.remove()
    }

    @Test("Sequences that a copy of the tables left behind are named, with what to do")
    func sequences() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([Fixture.draft(1)])
        try await workspace.script("SELECT setval(pg_get_serial_sequence('{jobkit}.job', 'seq'), 1, false)")
        let error = await #expect(throws: JobStoreError.self) { try await store.enqueue([Fixture.draft(2)]) }
        #expect(error?.code == .unusable && error?.remedy.contains("without their sequences") == true)
        await store.close()
        try await workspace.remove()
    }

    @Test("A lane without jobs is forgotten after some days, and known again with its next job")
    func idleLanes() async throws {
        let workspace = try Workspace()
        let clock = ManualClock()
        // Only when the test moves them.
        var options = PostgresJobStoreOptions()
        options.movesWatermarks = false
        let base = try workspace.store(options)
        let store = ClockedStore(base, clock.environment, script: workspace.script)
        try await store.prepare()
        func draft(_ number: Int, tenant: Int) -> JobDraft {
            var draft = Fixture.draft(number)
            draft.queue = "tenant.\(tenant)"
            return draft
        }
        func notes() async throws -> [String] {
            try await workspace.text("SELECT coalesce(string_agg(queue, ' ' ORDER BY queue), '') FROM {jobkit}.lane").split(separator: " ")
                .map(String.init)
        }
        /// By a process that has just begun to claim.
        func tidy() async throws {
            _ = try await store.overview()
            let store = try workspace.store(options)
            try await store.prepare()
            await store.watermarks?.move()
            await store.close()
        }
        _ = try await store.enqueue([draft(1, tenant: 1), draft(2, tenant: 2)])
        let cancel = JobChange(id: Fixture.id(1), expecting: .waiting, effect: .finish(.cancelled, output: nil))
        #expect(try await store.apply([cancel]) == [.applied])
        clock.advance(by: .seconds(3 * 86_400))
        try await tidy()
        #expect(try await notes() == ["tenant.1", "tenant.2"])

        #expect(try await store.prune(Retention(completed: nil, failed: nil, cancelled: .zero, expired: nil), limit: 9) == 1)
        _ = try await store.enqueue([draft(3, tenant: 2)])
        #expect(try await notes() == ["tenant.1", "tenant.2", "tenant.2"])
        clock.advance(by: .seconds(3_601))
        try await tidy()
        #expect(try await notes() == ["tenant.2"])
        #expect(try await store.jobs([Fixture.id(2), Fixture.id(3)]).map(\.queue) == ["tenant.2", "tenant.2"])

        // The store knew the lane before.
        _ = try await store.enqueue([draft(4, tenant: 1)])
        #expect(try await notes() == ["tenant.1", "tenant.2"])
        let claim = try await store.claim(
            ClaimRequest(token: Fixture.token(1), worker: "w", queues: ["tenant.1"], kinds: [Fixture.kind], limit: 9, lease: .seconds(60)))
        #expect(claim.jobs.map(\.id) == [Fixture.id(4)])
        await store.close()
        try await workspace.remove()
    }

    @Test("A lane that an older transaction may still put a job in is not forgotten")
    func lanesOfOpenTransactions() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([Fixture.draft(1)])
        try await workspace.script("DELETE FROM {jobkit}.ready; DELETE FROM {jobkit}.job")
        let noted = try await workspace.integer("SELECT noted_at FROM {jobkit}.lane")
        try await workspace.script(
            "CREATE OR REPLACE FUNCTION {jobkit}.clock() RETURNS bigint LANGUAGE sql AS 'SELECT \(noted + 9 * 86_400_000_000)'")
        for (earliest, left) in [(noted + 2 * 86_400_000_000, 1), (noted + 2 * 86_400_000_000 + 1, 0)] as [(Int64, Int64)] {
            try await workspace.script("\(SQL.forgetLanes.replacing("$1", with: "\(earliest)"))")
            #expect(try await workspace.integer("SELECT count(*) FROM {jobkit}.lane") == left)
        }
        await store.close()
        try await workspace.remove()
    }

    /// As after a time in which the server's clock was ahead, in a table of more jobs than are checked.
    @Test("A lane in which a job waits or runs is not forgotten, whatever the other jobs say of the time", arguments: ["n = 5", "true"])
    func lanesInUse(ahead: String) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let day: Int64 = 86_400_000_000
        try await workspace.script(
            """
            INSERT INTO {jobkit}.job (id, line, version, due, created_at, max_attempts, payload)
            SELECT gen_random_uuid(), 8, 1, 1, {jobkit}.clock() + CASE WHEN \(ahead) THEN 5 ELSE -9 END * \(day), 1, 'x' FROM generate_series(1, 100000) AS n
            """)
        _ = try await store.enqueue([Self.draft(1, "waits"), Self.draft(2, "runs"), Self.draft(3, "ended")])
        #expect(try await store.claim(Self.request(1, ["runs"])).jobs.count == 1)
        let cancel = JobChange(id: Fixture.id(3), expecting: .waiting, effect: .finish(.cancelled, output: nil))
        #expect(try await store.apply([cancel]) == [.applied])
        try await workspace.script("UPDATE {jobkit}.lane SET noted_at = noted_at - 3 * \(day)")
        try await workspace.script(SQL.forgetLanes.replacing("$1", with: "{jobkit}.clock()"))
        let kinds = try await workspace.text("SELECT string_agg(kind, ' ' ORDER BY kind) FROM {jobkit}.lane")
        // Where the clock was wrong for all of them, a finished job may have lost its names.
        #expect(kinds == (ahead == "true" ? "runs waits" : "ended runs waits"))
        #expect(try await store.claim(Self.request(2, ["waits"])).jobs.count == 1)
        await store.close()
        try await workspace.remove()
    }

    @Test(
        "A job whose follow-up has the id of somebody's open transaction keeps no other job from being completed for long",
        .timeLimit(.minutes(2)))
    func takenFollowUp() async throws {
        struct Parent: Job { static let kind = "parent" }
        struct Child: Job { static let kind = "child" }
        struct Plain: Job { static let kind = "plain" }
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let queue = JobQueue(store: store)
        let caller = OpenTransaction(workspace)
        // Longer than JobKit's own sessions may be silent in a transaction.
        try await caller.run(
            "SET idle_in_transaction_session_timeout = 0; BEGIN; SELECT {jobkit}.enqueue('child', '{}', id => '\(Fixture.id(1))')")
        _ = try await queue.enqueue(Parent())
        let plain = try await queue.enqueue((0..<20).map { _ in Plain() })
        var handlers = JobHandlers()
        handlers.add(Parent.self) { _, context in _ = try context.enqueue(Child(), options: EnqueueOptions(id: Fixture.id(1))) }
        handlers.add(Plain.self) { _, _ in }
        var configuration = WorkerConfiguration()
        (configuration.lease, configuration.sweepInterval) = (.seconds(15), .seconds(1))
        let worker = Worker(store: store, handlers: handlers, configuration: configuration)
        let running = Task { try await worker.run() }
        for handle in plain { try await handle.output(timeout: .seconds(60)) }
        try await caller.run("ROLLBACK")
        await caller.end()
        try await eventually { try await store.jobs([Fixture.id(1)]).count == 1 }
        running.cancel()
        _ = try? await running.value
        await store.close()
        try await workspace.remove()
    }

    private static func oneConnection(_ copiesFrom: Int) -> PostgresJobStoreOptions {
        var options = PostgresJobStoreOptions(connections: 1)
        options.copiesFrom = copiesFrom
        return options
    }

    private static func draft(_ number: Int, _ kind: String) -> JobDraft {
        var draft = Fixture.draft(number)
        draft.kind = kind
        return draft
    }

    private static func request(_ number: Int, _ kinds: [String]) -> ClaimRequest {
        ClaimRequest(
            token: Fixture.token(number), worker: "worker.1", queues: [Fixture.queue, JobOptions.defaultQueue], kinds: kinds, limit: 9,
            lease: .seconds(60))
    }

    @Test("Quotes that carry an accent are quotes to the server", arguments: [500, 1])
    func accents(copiesFrom: Int) async throws {
        let accented = ["a\"\u{301}", "b\\\u{301}", "c'\u{301}"]
        var options = PostgresJobStoreOptions()
        options.copiesFrom = copiesFrom
        let workspace = try Workspace(schema: "s\"\u{301}'\u{301} \(JobEnvironment.system.makeJobID())")
        let store = try await workspace.prepared(options)
        var draft = Fixture.draft(1)
        draft.tags = accented
        _ = try await store.enqueue([draft])
        #expect(try await store.jobs([Fixture.id(1)]).first?.tags == accented)
        #expect(try await store.jobs(matching: JobQuery(tags: accented), page: PageRequest()).jobs.count == 1)
        await store.close()
        try await workspace.remove()
    }
}
