import Foundation
import JobKit
import Testing

@testable import JobKitSQLite

/// Claims over many lanes: the same order as over one, and a seek only for those that have jobs.
@Suite struct LaneTests {
    private struct Random {
        var state: UInt64

        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
    }

    private static let queues = (0..<20).map { "q\($0)" }
    private static let kinds = (0..<6).map { "k\($0)" }

    /// 120 lanes, all priorities; four minutes later some jobs are past their deadline, and some not due.
    private func fill(_ store: SQLiteJobStore, _ clock: TestClock) async throws -> [JobDraft] {
        let start = clock.now
        var random = Random(state: 12)
        let drafts = (0..<900).map { _ in
            draft(
                Self.kinds[random.next(6)], queue: Self.queues[random.next(20)], priority: JobPriority.allCases[random.next(4)],
                due: .at(start.advanced(by: .seconds(random.next(300)))),
                deadline: random.next(9) == 0 ? .at(start.advanced(by: .seconds(239))) : nil)
        }
        _ = try await store.enqueue(drafts)
        clock.advance(by: .seconds(240))
        return drafts
    }

    @Test(arguments: [1, 3, 50, 1_000]) func `Jobs of many lanes are claimed in one order, whatever the limit`(limit: Int) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let all = try await fill(store, workspace.clock)
        let now = workspace.clock.now
        try await store.setPaused(true, queue: "q3")
        // Not all existing ones, and some that do not exist.
        let queues = Self.queues.dropLast(4) + ["none"]
        let kinds = Self.kinds.dropFirst() + ["nothing"]
        let candidates = all.enumerated().filter {
            queues.contains($0.element.queue) && $0.element.queue != "q3" && kinds.contains($0.element.kind)
        }
        let due = candidates.filter { $0.element.due.resolved(at: now) <= now && $0.element.deadline == nil }
        let expected = due.sorted { one, other in
            let times = (one.element.due.resolved(at: now), other.element.due.resolved(at: now))
            let ranks = (one.element.priority.rank(dueAt: times.0), other.element.priority.rank(dueAt: times.1))
            return (ranks.0, times.0, one.offset) < (ranks.1, times.1, other.offset)
        }
        let next = candidates.map { $0.element.due.resolved(at: now) }.filter { $0 > now }.min()
        var claimed: [JobID] = []
        while true {
            let claim = try await store.claim(request(Array(kinds), queues: Array(queues), limit: limit))
            claimed += claim.jobs.map(\.id)
            guard claim.jobs.count < limit else { continue }
            #expect(claim.nextDueAt == next)
            #expect(claim.sawPassedDeadlines)
            break
        }
        #expect(claimed == expected.map(\.element.id))
        await store.close()
    }

    @Test func `A claim opens no cursor on lanes without jobs, and few on lanes with`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let queues = (0..<300).map { "q\($0)" }
        _ = try await store.enqueue(queues.flatMap { queue in [draft(queue: queue), draft(queue: queue)] })
        let claim = try await store.claim(request(queues: queues, limit: 450))
        #expect(claim.jobs.count == 450)
        let copies = try await store.write("look") { $0.connection.copies(of: SQL.behindInStream) }
        #expect(copies <= DueStreams.mostCursors + 1)
        await store.close()
    }
}
