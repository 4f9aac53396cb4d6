import JobKit
import Testing

@testable import JobKitSQLite

@Suite(.timeLimit(.minutes(2))) struct GroupCommitTests {
    private struct Bad: Error {}

    @Test func `An operation that fails harms none of its group`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let runs = Counter()
        let failures = Counter()
        let good = [draft(), draft()]
        let hold = Hold()
        async let held: Void = store.write("hold") { _ in
            hold.enter()
        }
        await hold.untilEntered()
        await withTaskGroup(of: Void.self) { group in
            for job in good {
                group.addTask {
                    _ = try? await store.write("enqueue") { session in
                        runs.add()
                        return try session.enqueue([job])
                    }
                }
            }
            group.addTask {
                do {
                    try await store.write("fail") { session in
                        _ = try session.enqueue([draft("never")])
                        throw Bad()
                    }
                } catch { failures.add(error is Bad ? 1 : 100) }
            }
            while store.writer.queued < 3 { await Task.yield() }
            hold.release()
        }
        try await held
        #expect(failures.value == 1)
        #expect(runs.value > 2, "they were in one group, and ran again after it was rolled back")
        #expect(Set(try await store.jobs(good.map(\.id)).map(\.id)) == Set(good.map(\.id)))
        #expect(try await store.counts().map(\.kind) == ["mail"])
        await store.close()
    }

    @Test func `A lane that a rolled-back transaction added is added again`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        await #expect(throws: Bad.self) {
            try await store.write("fail") { session in
                _ = try session.enqueue([draft("import", queue: "slow")])
                throw Bad()
            }
        }
        _ = try await store.enqueue([draft("export", queue: "fast")])
        _ = try await store.enqueue([draft("import", queue: "slow")])
        let lanes = Set(try await store.counts().map { "\($0.queue)/\($0.kind)" })
        #expect(lanes == ["slow/import", "fast/export"])
        await store.close()
    }

    @Test func `What gathers while a transaction runs is committed with it`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let other = try workspace.connection(.readOnly)
        let hold = Hold()
        async let held: Void = store.write("hold") { session in
            _ = try session.enqueue([draft()])
            hold.enter()
        }
        await hold.untilEntered()
        async let seen = store.write("look") { session in
            let inside = try session.connection.integer("SELECT count(*) FROM jobkit_job")
            return (inside, try workspace.connection(.readOnly).integer("SELECT count(*) FROM jobkit_job"))
        }
        while store.writer.queued < 1 { await Task.yield() }
        #expect(try other.integer("SELECT count(*) FROM jobkit_job") == 0, "nothing is committed yet")
        let before = try other.integer("PRAGMA data_version")
        hold.release()
        try await held
        let (inside, outside) = try await seen
        #expect(inside == 1)
        #expect(outside == 0, "both were one transaction")
        #expect(try other.integer("PRAGMA data_version") != before)
        await store.close()
    }

    @Test func `A task that is cancelled while it waits still writes`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let job = draft()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.enqueue([job])
        }
        #expect(try await task.value == [.enqueued(job.id)])
        #expect(try await store.job(job.id) != nil)
        await store.close()
    }

    @Test func `Renewals and settles are committed before what waits in bulk, and alone`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let held = draft()
        _ = try await store.enqueue([held])
        let claim = try await store.claim(request())
        let job = try #require(claim.jobs.first)
        try await store.write("watch") { session in
            try session.connection.execute(
                """
                CREATE TABLE commits (what TEXT);
                CREATE TRIGGER renewed AFTER UPDATE OF until ON jobkit_receipt BEGIN INSERT INTO commits VALUES ('renew'); END;
                CREATE TRIGGER finished AFTER INSERT ON jobkit_finished BEGIN INSERT INTO commits VALUES ('settle'); END;
                CREATE TRIGGER small AFTER INSERT ON jobkit_job WHEN NEW.priority <> 0 BEGIN INSERT INTO commits VALUES ('enqueue'); END;
                CREATE TRIGGER bulk AFTER INSERT ON jobkit_job WHEN NEW.priority = 0 AND NOT EXISTS
                    (SELECT 1 FROM commits WHERE what = 'bulk') BEGIN INSERT INTO commits VALUES ('bulk'); END;
                """)
        }
        let bulk = (0...Writer.rowsInBulk).map { _ in draft(priority: .low) }
        let hold = Hold()
        async let holding: Void = store.write("hold") { _ in
            hold.enter()
        }
        await hold.untilEntered()
        func queue(_ count: Int) async { while store.writer.queued < count { await Task.yield() } }
        async let inBulk = store.enqueue(bulk)
        await queue(1)
        async let pruned = store.prune(Retention(completed: .zero, failed: nil, cancelled: nil, expired: nil), limit: 10)
        await queue(2)
        async let alone = store.enqueue([draft()])
        await queue(3)
        async let renewed = store.renew([HeldClaim(claim)], for: .seconds(90))
        await queue(4)
        async let settled = store.apply([job.change(.finish(.completed, output: nil))])
        await queue(5)
        hold.release()
        try await holding
        #expect(try await (inBulk.count, pruned, alone.count, renewed.count, settled) == (bulk.count, 0, 1, 1, [.applied]))
        let order = try await store.read("look") { session in
            var order: [String] = []
            try session.statement("SELECT what AS name FROM commits ORDER BY rowid").forEachRow { order.append($0.text(.name)) }
            return order
        }
        #expect(order == ["renew", "settle", "enqueue", "bulk"])
        await store.close()
    }

    @Test func `Long reads keep no short one waiting`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let holds = (0..<Readers.threads).map { _ in Hold() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for hold in holds { group.addTask { try await store.read("list", isLong: true) { _ in hold.enter() } } }
            // As many list reads run as there are threads for them; the last one waits.
            for hold in holds.dropLast() { await hold.untilEntered() }
            _ = try await store.overview()
            _ = try await store.overdue(OverdueRequest(limit: 10))
            _ = try await store.jobs([draft().id])
            for hold in holds { hold.release() }
            try await group.waitForAll()
        }
        await store.close()
    }

    @Test func `Closing waits for what is queued`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let hold = Hold()
        let job = draft()
        async let held: Void = store.write("hold") { _ in
            hold.enter()
        }
        await hold.untilEntered()
        async let enqueued = store.enqueue([job])
        while store.writer.queued < 1 { await Task.yield() }
        async let closed: Void = store.close()
        hold.release()
        try await held
        #expect(try await enqueued == [.enqueued(job.id)])
        await closed
        let again = try await workspace.prepared()
        #expect(try await again.job(job.id)?.state == .pending)
        await again.close()
    }
}
