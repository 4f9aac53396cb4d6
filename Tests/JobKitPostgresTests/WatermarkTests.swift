import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

/// Claims enter the index at a mark below which nothing lives. These are the ways in which something could come to live there.
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

        /// As after a claim, whether or not it found something.
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
        // The server's own clock tells for how long a transaction has been open; the moved one only what it may have put in.
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
        // A queue and kind that are newer than the snapshot would be a serialization failure.
        _ = try await bench.store.enqueue([Fixture.draft(9)])
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

    @Test("A mark above a job, as after the server's clock was set back, is found and taken back", .timeLimit(.minutes(1)))
    func clockSetBack() async throws {
        let bench = try await Bench()
        try await bench.work()
        bench.clock.setWallClock(bench.clock.now.advanced(by: .seconds(-600)))
        _ = try await bench.store.enqueue([Fixture.draft(2)])
        // The mark counts again once the clock has come as far as it was.
        #expect(try await bench.claimAll(token: 8).count == 1)
        _ = try await bench.store.enqueue([Fixture.draft(3)])
        bench.clock.advance(by: .seconds(1_200))
        #expect(try await bench.claimAll(token: 9).isEmpty)
        // Found by whoever looks for jobs, though it finds none.
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
            return try await bench.workspace.integer("SELECT begun_at FROM {jobkit}.chore")
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

    @Test("A role that may not see the others' transactions moves no mark")
    func blindRole() async throws {
        let bench = try await Bench()
        try await bench.work()
        let mark = try await bench.mark
        let open = OpenTransaction(bench.workspace)
        try await open.run("BEGIN; SELECT {jobkit}.enqueue('kind.a', '{}', 'queue.a')")
        try await bench.workspace.script(
            """
            DO $$ BEGIN CREATE ROLE blind LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            GRANT USAGE ON SCHEMA {jobkit} TO blind; GRANT ALL ON ALL TABLES IN SCHEMA {jobkit} TO blind; GRANT ALL ON ALL SEQUENCES IN SCHEMA {jobkit} TO blind
            """)
        let blind = try PostgresJobStore(connection: bench.workspace.connection + " user=blind", schema: bench.workspace.schema)
        try await blind.prepare()
        bench.clock.advance(by: .seconds(3_600))
        _ = try await bench.store.overview()
        blind.noteClaimed(from: [bench.line])
        await blind.watermarks?.move()
        #expect(try await bench.mark == mark)
        try await open.run("COMMIT")
        await open.end()
        await blind.close()
        try await bench.end()
    }
}
