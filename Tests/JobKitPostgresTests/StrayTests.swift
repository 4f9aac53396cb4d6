import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

@Suite("Rows deleted by hand")
struct StrayTests {
    @Test("Jobs that were deleted by hand keep no lost job from being taken back, and no expired one from ending")
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

    @Test(
        "Deleted jobs among those that are claimed leave the others their own leases, and a claim that met nothing else says that there is more"
    )
    func amongClaimed() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        func claim(_ token: Int, limit: Int) async throws -> Claim {
            try await store.claim(
                ClaimRequest(
                    token: Fixture.token(token), worker: "worker.1", queues: [Fixture.queue], kinds: [Fixture.kind], limit: limit,
                    lease: .seconds(60)))
        }
        _ = try await store.enqueue((1...4).map { Fixture.draft($0) })
        try await workspace.script("DELETE FROM {jobkit}.job WHERE seq = 2")
        let held = try await claim(1, limit: 9)
        #expect(held.jobs.map(\.id) == [1, 3, 4].map { Fixture.id($0) } && held.jobs.map(\.lease.place) == [0, 1, 2])
        let cancel = JobChange(
            id: Fixture.id(4), expecting: .leased(held.jobs[2].lease, cancelRequested: false), effect: .noteCancelRequest)
        #expect(try await store.apply([cancel]) == [.applied])
        let renewed = try await store.renew([HeldClaim(held)], for: .seconds(60))
        guard case .renewed(_, let open, let cancels)? = renewed.first else { return #expect(Bool(false), "\(renewed)") }
        #expect(open == [0, 1, 2] && cancels == [2])
        let ends = held.jobs.map { job in
            JobChange(
                id: job.id, expecting: .leased(job.lease, cancelRequested: job.id == Fixture.id(4)),
                effect: .finish(.completed, output: nil))
        }
        #expect(try await store.apply(ends) == [.applied, .applied, .applied])

        _ = try await store.enqueue((11...40).map { Fixture.draft($0) })
        try await workspace.script("DELETE FROM {jobkit}.job WHERE seq IN (SELECT seq FROM {jobkit}.ready ORDER BY due, seq LIMIT 25)")
        var (claims, found): (Int, [JobID]) = (2, [])
        while found.isEmpty {
            let claim = try await claim(claims, limit: 10)
            found = claim.jobs.map(\.id)
            #expect(claim.nextDueAt == claim.claimedAt || !found.isEmpty)
            claims += 1
        }
        #expect(found == (36...40).map { Fixture.id($0) } && claims == 5)
        await store.close()
        try await workspace.remove()
    }

    @Test("What is counted of a lane that was forgotten, since its jobs were deleted by hand, stops no counting")
    func forgottenCounts() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([Fixture.draft(1), Fixture.draft(2, kind: "other")])
        let cancel = JobChange(id: Fixture.id(1), expecting: .waiting, effect: .finish(.cancelled, output: nil))
        #expect(try await store.apply([cancel]) == [.applied])
        try await workspace.script("DELETE FROM {jobkit}.job WHERE seq = 1; DELETE FROM {jobkit}.lane WHERE kind = '\(Fixture.kind)'")
        await store.close()
        // One that has not read the names of the lane.
        let another = try await workspace.prepared()
        #expect(try await another.counts().map(\.kind) == ["other"])
        try await workspace.script("DELETE FROM {jobkit}.finished_change; INSERT INTO {jobkit}.ready SELECT 8, 1, 1, 0")
        #expect(try await another.counts().map(\.kind) == ["other"])
        #expect(try await another.readyLanes().lanes.map(\.kind) == ["other"])
        await another.close()
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
