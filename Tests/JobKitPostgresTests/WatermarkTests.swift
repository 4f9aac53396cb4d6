import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

/// Claims enter the index at a mark below which there is no live row. These tests cover the ways in which a row could get there.
@Suite("Watermarks")
struct WatermarkTests {
    /// A store whose server's clock the test moves, and a lane from which jobs have been claimed.
    private struct Bench {
        let workspace: Workspace
        let clock = ManualClock()
        let store: ClockedStore
        let base: PostgresJobStore
        let line: Int64

        static var options: PostgresJobStoreOptions {
            var options = PostgresJobStoreOptions()
            options.movesWatermarks = false
            return options
        }

        init() async throws {
            workspace = try Workspace()
            base = try workspace.store(Self.options)
            store = ClockedStore(base, clock.environment, script: workspace.script)
            try await store.prepare()
            line = try await workspace.integer("SELECT {jobkit}.lane_id('\(Fixture.queue)', '\(Fixture.kind)') + 3")
        }

        /// Jobs come and go, and the mark follows.
        func work() async throws {
            _ = try await store.enqueue([Fixture.draft(1)])
            try await claimAll(token: 1)
            clock.advance(by: .seconds(3_600))
            _ = try await store.overview()
            try await moveMark()
        }

        @discardableResult
        func claimAll(token n: Int) async throws -> [JobID] { try await claim(100, token: n).map(\.id) }

        func claim(_ limit: Int, token n: Int) async throws -> [ClaimedJob] {
            let request = ClaimRequest(
                token: Fixture.token(n), worker: "worker.1", queues: [Fixture.queue], kinds: [Fixture.kind], limit: limit,
                lease: .seconds(60))
            return try await store.claim(request).jobs
        }

        /// As after a claim, whether or not it found a job.
        func moveMark() async throws {
            base.noteClaimed(from: [line])
            await base.watermarks?.move()
        }

        var mark: Int64 { get async throws { try await workspace.integer("SELECT coalesce(max(due), 0) FROM {jobkit}.watermark") } }

        func end() async throws {
            await store.close()
            try await workspace.remove()
        }
    }

    @Test("A mark follows the jobs that are claimed, and stays below the first that waits")
    func follows() async throws {
        let bench = try await Bench()
        try await bench.work()
        let first = try await bench.mark
        #expect(first > 0 && first < bench.clock.now.microseconds)
        _ = try await bench.store.enqueue([Fixture.draft(2)])
        let due = bench.clock.now.microseconds
        bench.clock.advance(by: .seconds(60))
        _ = try await bench.store.enqueue([Fixture.draft(3)])
        #expect(try await bench.claimAll(token: 2).count == 2)
        _ = try await bench.store.enqueue([Fixture.draft(4)])
        bench.clock.advance(by: .seconds(60))
        _ = try await bench.store.overview()
        try await bench.moveMark()
        let second = try await bench.mark
        #expect(second > due && second <= bench.clock.now.microseconds - 60_000_000)
        #expect(try await bench.claimAll(token: 3).count == 1)
        try await bench.end()
    }

    @Test("A mark waits for a transaction that has put a job in and is open still", arguments: ["READ COMMITTED", "REPEATABLE READ"])
    func waitsForOpenTransactions(isolation: String) async throws {
        let bench = try await Bench()
        try await bench.work()
        let open = OpenTransaction(bench.workspace)
        try await open.run("BEGIN ISOLATION LEVEL \(isolation); SELECT {jobkit}.enqueue('kind.a', '{}', 'queue.a')")
        let mark = try await bench.mark
        // The server's own clock shows how long a transaction has been open; the moved one only which rows it may have inserted.
        try await bench.workspace.wait(milliseconds: 100)
        bench.clock.advance(by: .milliseconds(100))
        _ = try await bench.store.overview()
        try await bench.moveMark()
        #expect(try await bench.mark <= bench.clock.now.microseconds - 150_000)
        try await open.run("COMMIT")
        await open.end()
        #expect(try await bench.claimAll(token: 5).count == 1)
        #expect(mark > 0)
        try await bench.end()
    }

    @Test("A job that an old snapshot puts in late is found: it goes by the clock of the statement")
    func lateStatementsOfOldSnapshots() async throws {
        let bench = try await Bench()
        let open = OpenTransaction(bench.workspace)
        try await open.run("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM {jobkit}.job")
        try await bench.work()
        #expect(try await bench.mark > 0)
        try await open.run("SELECT {jobkit}.enqueue('kind.a', '{}', 'queue.a'); COMMIT")
        await open.end()
        #expect(try await bench.claimAll(token: 5).count == 1)
        try await bench.end()
    }

    @Test("A job that was due before the mark is claimed all the same, before those behind it")
    func backInPlace() async throws {
        let bench = try await Bench()
        _ = try await bench.store.enqueue([Fixture.draft(3)])
        let job = try #require(try await bench.claim(1, token: 6).first)
        #expect(job.id == Fixture.id(3))
        bench.clock.advance(by: .seconds(1))
        try await bench.work()
        #expect(try await bench.mark > job.dueAt.microseconds)
        _ = try await bench.store.enqueue([Fixture.draft(2)])
        let back = JobChange(
            id: job.id, expecting: .leased(job.lease, cancelRequested: false),
            effect: .wait(due: .at(job.dueAt), attempt: 0, deadline: nil))
        #expect(try await bench.store.apply([back]) == [.applied])
        #expect(try await bench.claimAll(token: 7) == [Fixture.id(3), Fixture.id(2)])
        try await bench.end()
    }

    @Test("What is put in while the server's clock is set back is claimed, also after the clock has come as far as it was")
    func clockSetBack() async throws {
        let bench = try await Bench()
        try await bench.work()
        bench.clock.setWallClock(bench.clock.now.advanced(by: .seconds(-600)))
        _ = try await bench.store.enqueue([Fixture.draft(2)])
        #expect(try await bench.claimAll(token: 8).count == 1)
        var copies = Bench.options
        copies.copiesFrom = 1
        let copying = try await bench.workspace.prepared(copies)
        // This one is claimed and put back; the others stay at their place.
        _ = try await bench.store.enqueue([Fixture.draft(4)])
        _ = try await copying.enqueue([Fixture.draft(3)])
        try await bench.workspace.script("SELECT {jobkit}.enqueue('\(Fixture.kind)', '{}', '\(Fixture.queue)')")
        let job = try #require(try await bench.claim(1, token: 9).first)
        let back = JobChange(
            id: job.id, expecting: .leased(job.lease, cancelRequested: false), effect: .wait(due: .now, attempt: 0, deadline: nil))
        #expect(try await bench.store.apply([back]) == [.applied])
        bench.clock.advance(by: .seconds(1_200))
        #expect(try await bench.claimAll(token: 10).count == 3)
        await copying.close()
        try await bench.end()
    }

    @Test("A clock that was set back for good takes the marks with it, and jobs get lines with marks again")
    func clockSetBackForGood() async throws {
        let bench = try await Bench()
        try await bench.work()
        bench.clock.setWallClock(bench.clock.now.advanced(by: .seconds(-86_400)))
        _ = try await bench.store.overview()
        let other = try bench.workspace.store(Bench.options)
        try await other.prepare()
        await other.watermarks?.move()
        #expect(try await bench.mark == 0)
        _ = try await bench.store.enqueue([Fixture.draft(2)])
        #expect(try await bench.workspace.integer("SELECT max(line) FROM {jobkit}.ready") == bench.line)
        await other.close()
        try await bench.end()
    }

    @Test("A mark above a job is found by a process that claims, though it finds no job", .timeLimit(.minutes(1)))
    func wrongMark() async throws {
        let bench = try await Bench()
        _ = try await bench.store.enqueue([Fixture.draft(3)])
        let due = bench.clock.now.microseconds
        try await bench.workspace.script("INSERT INTO {jobkit}.watermark VALUES (\(bench.line), \(due + 1), \(due))")
        #expect(try await bench.claimAll(token: 9).isEmpty)
        let other = try await bench.workspace.prepared()
        var (found, token): ([JobID], Int) = ([], 10)
        while found.isEmpty {
            let request = ClaimRequest(
                token: Fixture.token(token), worker: "worker.2", queues: [Fixture.queue], kinds: [Fixture.kind], limit: 9,
                lease: .seconds(60))
            found = try await other.claim(request).jobs.map(\.id)
            token += 1
        }
        #expect(found == [Fixture.id(3)])
        await other.close()
        try await bench.end()
    }

    /// By the server's own clock, which goes on between a call's round trips.
    @Test("What is due at once when it is put back, or was due when its enqueuer's transaction began, stands in a line with a mark")
    func aboutNow() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let odd = "SELECT count(*) FROM {jobkit}.ready WHERE line & 1 = 1"
        try await workspace.script("BEGIN; SELECT {jobkit}.enqueue('\(Fixture.kind)', '{}', '\(Fixture.queue)', due => now()); COMMIT")
        #expect(try await workspace.integer(odd) == 1)
        let request = ClaimRequest(
            token: Fixture.token(1), worker: "worker.1", queues: [Fixture.queue], kinds: [Fixture.kind], limit: 9, lease: .seconds(60))
        let job = try #require(try await store.claim(request).jobs.first)
        let lease = JobChange.Expectation.leased(job.lease, cancelRequested: false)
        let effect = JobChange.Effect.wait(due: .now, attempt: 1, deadline: nil)
        #expect(try await store.apply([JobChange(id: job.id, expecting: lease, effect: effect)]) == [.applied])
        #expect(try await workspace.integer(odd) == 1)
        let cancel = JobChange(id: job.id, expecting: .waiting, effect: .finish(.cancelled, output: nil))
        #expect(try await store.apply([cancel]) == [.applied])
        #expect(try await store.apply([JobChange(id: job.id, expecting: .finished(.cancelled), effect: effect)]) == [.applied])
        #expect(try await workspace.integer(odd) == 1)
        await store.close()
        try await workspace.remove()
    }

    @Test("A mark that another process was just moving on above a job is lowered too", .timeLimit(.minutes(1)))
    func movedMeanwhile() async throws {
        let bench = try await Bench()
        _ = try await bench.store.enqueue([Fixture.draft(1)])
        let due = bench.clock.now.microseconds
        // As where the clock was set back between one process's read of the line and another's enqueue.
        let mover = OpenTransaction(bench.workspace)
        try await bench.workspace.script("INSERT INTO {jobkit}.watermark VALUES (\(bench.line), \(due + 1), \(due))")
        try await mover.run("BEGIN; INSERT INTO {jobkit}.watermark VALUES (\(bench.line), \(due + 2), \(due))")
        #expect(try await bench.claimAll(token: 1).isEmpty)
        async let check: Void = bench.base.watermarks?.move() ?? ()
        try await eventually {
            try await bench.workspace.integer(
                "SELECT count(*) FROM pg_locks WHERE relation = '{jobkit}.watermark'::regclass AND NOT granted") > 0
        }
        try await mover.run("COMMIT")
        await check
        await mover.end()
        #expect(try await bench.claimAll(token: 2) == [Fixture.id(1)])
        // Not gone: while a transaction is held open, a line without a mark would be read from its beginning.
        #expect(try await bench.mark == due)
        try await bench.end()
    }

    @Test("Of all processes one looks at the server's locks, and not again at once")
    func oneMoves() async throws {
        let bench = try await Bench()
        func look() async throws -> Bool {
            try await bench.workspace.integer(
                """
                WITH look (line, schema) AS (SELECT ARRAY[\(bench.line)], '\(bench.workspace.schema)')
                SELECT count(earliest) FROM look, LATERAL (\(SQL.earliestToCome.replacing("$1", with: "look.line").replacing("$2", with: "look.schema"))) AS e
                """) > 0
        }
        #expect(try await look())
        try await bench.work()
        #expect(try await !look())
        bench.clock.advance(by: .seconds(1))
        _ = try await bench.store.overview()
        #expect(try await look())
        let other = OpenTransaction(bench.workspace)
        try await other.run("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended({channel} || ':marks', 0))")
        #expect(try await !look())
        try await other.run("ROLLBACK")
        await other.end()
        try await bench.end()
    }

    @Test("Of all processes that claim one checks the marks, and not again within a minute")
    func oneChecks() async throws {
        let bench = try await Bench()
        /// By a process that has just begun to claim.
        func checkedAt() async throws -> Int64 {
            _ = try await bench.store.overview()
            let store = try bench.workspace.store(Bench.options)
            try await store.prepare()
            await store.watermarks?.move()
            await store.close()
            return try await bench.workspace.integer("SELECT begun_at FROM {jobkit}.chore WHERE name = 'check watermarks'")
        }
        let first = try await checkedAt()
        #expect(first > 0)
        bench.clock.advance(by: .seconds(50))
        #expect(try await checkedAt() == first)
        bench.clock.advance(by: .seconds(11))
        let second = try await checkedAt()
        #expect(second > first)
        bench.clock.setWallClock(bench.clock.now.advanced(by: .seconds(-3_600)))
        #expect(try await checkedAt() < first)
        try await bench.end()
    }

    @Test("Marks that cannot be moved are warned of once, with what to do")
    func warnsOnce() async throws {
        let bench = try await Bench()
        let log = TroubleLog()
        let store = try PostgresJobStore(
            connection: bench.workspace.connection, schema: bench.workspace.schema, options: Bench.options, logger: log.logger)
        try await store.prepare()
        try await bench.workspace.script("DROP TABLE {jobkit}.watermark")
        for _ in 0..<2 {
            store.noteClaimed(from: [bench.line])
            await store.watermarks?.move()
        }
        let errors = log.lines.compactMap(\.error)
        #expect(errors.count { $0.hasPrefix("Could not move the watermarks of") } == 1)
        #expect(errors.allSatisfy { $0.contains("call prepare(), or run the migrations") }, "\(errors)")
        await store.close()
        try await bench.end()
    }

    @Test("A role that may not see the others' transactions moves marks by the eyes of the tables' owner; an owner that may not moves none")
    func blindRole() async throws {
        let bench = try await Bench()
        try await bench.work()
        let mark = try await bench.mark
        let open = OpenTransaction(bench.workspace)
        try await open.run("BEGIN; SELECT {jobkit}.enqueue('kind.a', '{}', 'queue.a')")
        try await bench.workspace.script(
            """
            DO $$ BEGIN CREATE ROLE blind LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            GRANT USAGE ON SCHEMA {jobkit} TO blind; GRANT ALL ON ALL TABLES IN SCHEMA {jobkit} TO blind; GRANT ALL ON ALL SEQUENCES IN SCHEMA {jobkit} TO blind;
            ALTER FUNCTION {jobkit}.earliest_to_come OWNER TO blind
            """)
        let blind = try PostgresJobStore(
            connection: bench.workspace.connection + " user=blind", schema: bench.workspace.schema, options: Bench.options)
        try await blind.prepare()
        func move() async throws -> Int64 {
            bench.clock.advance(by: .seconds(3_600))
            _ = try await bench.store.overview()
            blind.noteClaimed(from: [bench.line])
            await blind.watermarks?.move()
            return try await bench.mark
        }
        #expect(try await move() == mark)
        try await bench.workspace.script("ALTER FUNCTION {jobkit}.earliest_to_come OWNER TO CURRENT_USER")
        #expect(try await move() > mark)
        try await open.run("COMMIT")
        await open.end()
        await blind.close()
        try await bench.end()
    }
}
