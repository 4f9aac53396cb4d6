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
