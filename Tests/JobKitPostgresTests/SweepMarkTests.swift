import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

/// The operations besides claims, while a transaction is held open and every end leaves a dead row.
@Suite("Marks of sweeps")
struct SweepMarkTests {
    private static let noExpired = Retention(completed: nil, failed: nil, cancelled: nil, expired: .zero)

    @Test("Deadlines that have come, and finished jobs that were pruned, are not stepped over again and again", .timeLimit(.minutes(3)))
    func deadRows() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let holder = OpenTransaction(workspace)
        try await holder.run("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM {jobkit}.job")
        for batch in 0..<20 {
            let drafts = (0..<1_000).map { number in
                var draft = Fixture.draft(batch * 1_000 + number + 1)
                draft.due = .after(.seconds(60))
                draft.deadline = .at(Timestamp(microseconds: 1))
                return draft
            }
            _ = try await store.enqueue(drafts)
        }
        #expect(try await Sweeper(store: store).sweep().expired == 20_000)
        try await workspace.wait(milliseconds: 5)
        #expect(try await store.prune(Self.noExpired, limit: 50_000) == 20_000)
        // A mark stays a little behind the clock.
        try await workspace.wait(milliseconds: 100)
        for line in [SQL.expiryLine, SQL.finishedLine(code: 4)] {
            store.watermarks?.note([line])
            await store.watermarks?.move()
            try await workspace.wait(milliseconds: 50)
        }
        let looks = [
            ("past deadlines", "\(SQL.pastDeadline)", "{jobkit}.clock(), 100"), ("prune", SQL.prune, "4::smallint, {jobkit}.clock(), 100"),
        ]
        for (name, sql, values) in looks {
            let blocks = try await workspace.blocks(sql, values)
            #expect(blocks < 40, "\(name): \(blocks) blocks")
        }
        // A later job is found.
        var late = Fixture.draft(50_000)
        late.deadline = .at(Timestamp(microseconds: 1))
        _ = try await store.enqueue([late])
        #expect(try await store.overdue(OverdueRequest(expired: 9)).expired.map(\.id) == [late.id])
        try await holder.run("COMMIT")
        await holder.end()
        await store.close()
        try await workspace.remove()
    }

    @Test("A job whose deadline passes while its enqueuer's transaction is open expires once that commits")
    func lateCommit() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let caller = OpenTransaction(workspace)
        try await caller.run("BEGIN; SELECT {jobkit}.enqueue('kind.a', '{}', deadline => clock_timestamp() + interval '100 ms')")
        try await workspace.wait(milliseconds: 300)
        store.watermarks?.note([SQL.expiryLine])
        await store.watermarks?.move()
        #expect(try await workspace.integer("SELECT count(*) FROM {jobkit}.watermark WHERE line = 1") == 1)
        try await caller.run("COMMIT")
        await caller.end()
        #expect(try await Sweeper(store: store).sweep().expired == 1)
        await store.close()
        try await workspace.remove()
    }

    @Test("A job that is being claimed, or changed by another session, holds up no sweep of those that have expired")
    func lockedJobs() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let drafts = (1...3).map { number in
            var draft = Fixture.draft(number)
            draft.deadline = .at(Timestamp(microseconds: 1))
            return draft
        }
        _ = try await store.enqueue(drafts)
        let holder = OpenTransaction(workspace)
        try await holder.run("BEGIN; SELECT FROM {jobkit}.ready WHERE seq = 2 FOR UPDATE")
        #expect(try await Sweeper(store: store).sweep().expired == 2)
        try await holder.run("COMMIT")
        await holder.end()
        #expect(try await Sweeper(store: store).sweep().expired == 1)
        await store.close()
        try await workspace.remove()
    }

    @Test("While one prunes, the others leave it at that")
    func onePrunes() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        var draft = Fixture.draft(1)
        draft.deadline = .at(Timestamp(microseconds: 1))
        _ = try await store.enqueue([draft])
        _ = try await Sweeper(store: store).sweep()
        try await workspace.wait(milliseconds: 5)
        let other = OpenTransaction(workspace)
        try await other.run("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended({channel} || ':prune', 0))")
        #expect(try await store.prune(Self.noExpired, limit: 9) == 0)
        try await other.run("COMMIT")
        await other.end()
        #expect(try await store.prune(Self.noExpired, limit: 9) == 1)
        await store.close()
        try await workspace.remove()
    }
}

extension Workspace {
    /// How many blocks of tables and indexes a statement reads.
    fileprivate func blocks(_ sql: String, _ values: String) async throws -> Int {
        try await admin.run("explain in") { session in
            try session.script("PREPARE explained AS \(sql)")
            defer { try? session.script("DEALLOCATE explained") }
            let rows = try session.run("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) EXECUTE explained(\(values))")
            let lines = (0..<rows.count).map { rows.text($0, at: 0) }
            let numbers = lines.first { $0.contains("Buffers: shared") }?.split(separator: " ").compactMap { part in
                part.split(separator: "=").last.flatMap { Int($0) }
            }
            return numbers?.reduce(0, +) ?? 0
        }
    }
}
