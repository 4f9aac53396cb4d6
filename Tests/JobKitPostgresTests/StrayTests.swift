import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

@Suite("Rows deleted by hand")
struct StrayTests {
    @Test("Jobs that somebody has deleted keep nobody's lost job from being taken back, and no expired one from ending")
    func deleted() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let deleted = (1...5).map { Fixture.draft($0) }
        _ = try await store.enqueue(deleted + [Fixture.draft(6)])
        let claim = try await store.claim(
            ClaimRequest(
                token: Fixture.token(1), worker: "worker.1", queues: [Fixture.queue], kinds: [Fixture.kind], limit: 9,
                lease: .milliseconds(1)))
        #expect(claim.jobs.count == 6)
        let expired = (11...16).map { number in
            var draft = Fixture.draft(number)
            draft.deadline = .at(Timestamp(microseconds: Int64(number)))
            return draft
        }
        _ = try await store.enqueue(expired)
        try await workspace.script("DELETE FROM {jobkit}.job WHERE seq NOT IN (6, 12)")
        try await workspace.wait(milliseconds: 5)

        let overdue = try await store.overdue(OverdueRequest(limit: 2))
        #expect(overdue.lapsed.map(\.id) == [Fixture.id(6)] && overdue.expired.map(\.id) == [Fixture.id(16)])
        #expect(try await workspace.integer("SELECT count(*) FROM {jobkit}.ready") == 1)
        let report = try await Sweeper(store: store).sweep()
        #expect(report.rescued == 1 && report.expired == 1)
        #expect(try await workspace.integer("SELECT count(*) FROM {jobkit}.receipt") == 0)
        await store.close()
        try await workspace.remove()
    }

    @Test("Finished jobs are counted as they end, are retried and are pruned, before and after the counts are added up")
    func counts() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue((1...9).map { Fixture.draft($0) })
        let cancels = (1...6).map { JobChange(id: Fixture.id($0), expecting: .waiting, effect: .finish(.cancelled, output: nil)) }
        #expect(try await store.apply(cancels).allSatisfy { $0 == .applied })
        let retry = JobChange(id: Fixture.id(1), expecting: .finished(.cancelled), effect: .wait(due: .now, attempt: 0, deadline: nil))
        #expect(try await store.apply([retry]) == [.applied])
        try await workspace.wait(milliseconds: 5)
        #expect(try await store.prune(Retention(completed: nil, failed: nil, cancelled: .zero, expired: nil), limit: 2) == 2)
        for _ in 0..<3 {
            let counts = try await store.counts()
            #expect(Dictionary(uniqueKeysWithValues: counts.map { ($0.state, $0.count) }) == [.pending: 4, .cancelled: 3])
            try await workspace.script(SQL.addFinishedUp)
            #expect(try await workspace.integer("SELECT count(*) FROM {jobkit}.finished_change") == 0)
            #expect(try await workspace.integer("SELECT sum(count)::bigint FROM {jobkit}.finished_count") == 3)
        }
        await store.close()
        try await workspace.remove()
    }
}
