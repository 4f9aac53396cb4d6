import Foundation
import JobKit
import Testing

@testable import JobKitSQLite

/// The counters of finished jobs beside the rows that they count.
@Suite struct FinishedCountTests {
    private struct Bad: Error {}

    private let retention = Retention(completed: .zero, failed: .zero, cancelled: .zero, expired: .zero)

    /// The values of the counters and the counted rows, as `lane/state: count`.
    private func look(_ store: SQLiteJobStore) async throws -> (counters: [String], rows: [String]) {
        try await store.read("look") { session in
            func lines(_ sql: String) throws -> [String] {
                var lines: [String] = []
                try session.statement(sql).forEachRow { lines.append("\($0.integer(.lane))/\($0.integer(.state)): \($0.integer(.count))") }
                return lines.sorted()
            }
            return (
                try lines(SQL.finishedCounts), try lines("SELECT lane, state, count(*) AS count FROM jobkit_finished GROUP BY lane, state")
            )
        }
    }

    private func finish(_ store: SQLiteJobStore, _ kind: String, _ states: [JobState]) async throws -> [JobID] {
        _ = try await store.enqueue(states.map { _ in draft(kind) })
        let claim = try await store.claim(request([kind]))
        _ = try await store.apply(zip(claim.jobs, states).map { $0.change(.finish($1, output: nil)) })
        return claim.jobs.map(\.id)
    }

    @Test func `They follow every way into the finished jobs and out of them`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let failed = try await finish(store, "a", [.completed, .failed, .failed, .cancelled, .completed])
        _ = try await finish(store, "b", [.expired, .completed])
        let waiting = draft("a", due: .after(.seconds(60)))
        _ = try await store.enqueue([waiting])
        _ = try await store.apply([JobChange(id: waiting.id, expecting: .waiting, effect: .finish(.cancelled, output: nil))])
        var seen = try await look(store)
        #expect(seen.counters == ["1/1: 2", "1/2: 2", "1/3: 2", "2/1: 1", "2/4: 1"])
        #expect(seen.counters == seen.rows)
        _ = try await store.apply([
            JobChange(id: failed[1], expecting: .finished(.failed), effect: .wait(due: .now, attempt: 0, deadline: nil))
        ])
        seen = try await look(store)
        #expect(seen.counters == ["1/1: 2", "1/2: 1", "1/3: 2", "2/1: 1", "2/4: 1"])
        #expect(seen.counters == seen.rows)
        workspace.clock.advance(by: .seconds(1))
        #expect(try await store.prune(retention, limit: 2) == 2)
        seen = try await look(store)
        #expect(seen.counters == seen.rows)
        #expect(try await store.prune(retention, limit: 100) == 5)
        seen = try await look(store)
        #expect(seen.counters == [])
        #expect(seen.rows == [])
        await store.close()
    }

    @Test func `A transaction that is rolled back changes none, and what its neighbours finished is counted once`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft(), draft()])
        let claim = try await store.claim(request())
        let changes = claim.jobs.map { $0.change(.finish(.completed, output: nil)) }
        let hold = Hold()
        async let held: Void = store.write("hold") { _ in
            hold.enter()
        }
        await hold.untilEntered()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = try? await store.apply([changes[0]]) }
            group.addTask {
                try? await store.write("fail") { session in
                    _ = try session.apply([changes[1]])
                    throw Bad()
                }
            }
            while store.writer.queued < 2 { await Task.yield() }
            hold.release()
        }
        try await held
        let seen = try await look(store)
        #expect(seen.counters == ["1/1: 1"])
        #expect(seen.counters == seen.rows)
        await store.close()
    }

    @Test func `Two stores on a file keep one count`() async throws {
        let workspace = try Workspace()
        let first = try await workspace.prepared()
        let second = try await workspace.prepared()
        _ = try await finish(first, "a", [.completed, .failed])
        _ = try await finish(second, "a", [.completed])
        #expect(try await first.counts().first { $0.state == .completed }?.count == 2)
        #expect(try await look(second).counters == ["1/1: 2", "1/2: 1"])
        await first.close()
        await second.close()
    }

    @Test func `Rows that another program has removed are found by a diagnosis, and its remedy mends the counters`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await finish(store, "a", [.completed, .failed, .failed])
        func findings() async throws -> [StoreFinding] { try await store.diagnose().filter { $0.code == "finished_counts" } }
        #expect(try await findings().isEmpty)
        let other = try workspace.connection()
        try other.execute("DELETE FROM jobkit_finished WHERE state = 2")
        let found = try #require(try await findings().first)
        #expect(found.detail.hasPrefix("They say 3, the rows are 1; 1 queue, kind and state differ."))
        let statements = try #require(found.remedy.split(separator: ": ", maxSplits: 1).last)
        try other.execute("BEGIN IMMEDIATE; \(statements); COMMIT")
        #expect(try await findings().isEmpty)
        #expect(try await store.counts().first { $0.state == .failed } == nil)
        await store.close()
    }
}
