import Foundation
@_spi(Stores) import JobKit
import Testing

@testable import JobKitSQLite

/// Leases as the tables hold them: settled in parts, renewed, taken back.
@Suite struct ReceiptTests {
    @Test func `A receipt is settled in parts, each member once, and is gone with the last`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let drafts = (0..<37).map { _ in draft() }
        _ = try await store.enqueue(drafts)
        let claim = try await store.claim(request())
        #expect(claim.jobs.map(\.id) == drafts.map(\.id))
        let finish = claim.jobs.map { $0.change(.finish(.completed, output: Data([UInt8($0.lease.place)]))) }
        #expect(try await store.apply(Array(finish[5..<20])).allSatisfy { $0 == .applied })
        #expect(try await store.apply(Array(finish[0..<7])) == Array(repeating: .applied, count: 5) + [.superseded, .superseded])
        #expect(try await store.counts().first { $0.state == .running }?.count == 17)
        var swapped = finish[30]
        swapped.id = drafts[31].id
        #expect(try await store.apply([swapped]) == [.superseded])
        var foreign = finish[30]
        foreign.id = draft().id
        #expect(try await store.apply([foreign]) == [.missing])
        var outside = finish[30]
        outside.expecting = .leased(Lease(token: claim.token, place: 37), cancelRequested: false)
        #expect(try await store.apply([outside]) == [.superseded])
        outside.expecting = .leased(Lease(token: claim.token, place: -1), cancelRequested: false)
        #expect(try await store.apply([outside]) == [.superseded])
        #expect(try await store.claim(request(limit: 1)).jobs.isEmpty)
        // The same token again: what is still open.
        var repeated = request()
        repeated.token = claim.token
        #expect(try await store.claim(repeated).jobs.map(\.lease.place) == Array(20..<37))
        #expect(try await store.apply(Array(finish[20...])).allSatisfy { $0 == .applied })
        #expect(try await store.renew([HeldClaim(claim)], for: .seconds(5)) == [.lost])
        let records = try await store.jobs(drafts.map(\.id))
        for (place, job) in drafts.enumerated() {
            let record = try #require(records.first { $0.id == job.id })
            #expect(record.output == Data([UInt8(place)]))
            #expect(record.startedAt == claim.claimedAt)
        }
        let rows = try await store.read("look") { session in
            try session.connection.integer("SELECT (SELECT count(*) FROM jobkit_receipt) + (SELECT count(*) FROM jobkit_receipt_members)")
        }
        #expect(rows == 0)
        await store.close()
    }

    @Test func `What a connection remembers of claims is bounded by those that are open`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let reader = Session(connection: try workspace.connection(.readOnly), clock: SteadyClock(workspace.clock.environment))
        var open: [ClaimedJob] = []
        for round in 0..<300 {
            _ = try await store.enqueue([draft()])
            open += try await store.claim(request()).jobs
            #expect(try reader.openReceipts().count == open.count)
            if round % 3 > 0 { _ = try await store.apply([open.removeFirst().change(.finish(.completed, output: nil))]) }
        }
        _ = try await store.apply(open.map { $0.change(.finish(.completed, output: nil)) })
        for _ in 0..<100 {
            _ = try await store.enqueue([draft()])
            let job = try #require(try await store.claim(request()).jobs.first)
            #expect(try reader.openReceipts().count == 1)
            _ = try await store.apply([job.change(.finish(.completed, output: nil))])
        }
        #expect(reader.receipts.count <= 2 * 100)
        await store.close()
    }

    @Test func `A request to cancel is answered to a change made without it, and is gone when the attempt is`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft(), draft()])
        let claim = try await store.claim(request())
        let held = claim.jobs[1]
        #expect(try await store.apply([held.change(.noteCancelRequest)]) == [.applied])
        let noted = workspace.clock.now
        workspace.clock.advance(by: .seconds(1))
        #expect(try await store.apply([held.change(.noteCancelRequest)]) == [.applied])
        #expect(try await store.job(held.id)?.cancelRequestedAt == noted)
        let until = workspace.clock.now.advanced(by: .seconds(9))
        #expect(
            try await store.renew([HeldClaim(claim)], for: .seconds(9)) == [.renewed(until: until, open: [0, 1], cancelRequested: [1])])
        let wait = JobChange.Effect.wait(due: .now, attempt: 1, deadline: nil)
        #expect(try await store.apply([held.change(wait), claim.jobs[0].change(wait)]) == [.cancelRequested, .applied])
        let progress = JobProgress(stage: "half", fraction: 0.5, message: nil)
        #expect(
            try await store.apply([held.change(.report(progress)), held.change(.saveStep(name: "one", result: Data([1])))])
                == [.applied, .applied])
        #expect(try await store.apply([held.change(wait, cancelRequested: true)]) == [.applied])
        let record = try #require(try await store.job(held.id))
        #expect(record.cancelRequestedAt == nil)
        #expect(record.progress == progress)
        #expect(try await store.stepResults(of: held.id) == ["one": Data([1])])
        let again = try #require(try await store.claim(request(limit: 9)).jobs.first { $0.id == held.id })
        #expect(try await store.apply([again.change(wait)]) == [.applied])
        await store.close()
    }

    @Test func `A lease that was renewed since it was read as lapsed is not taken back`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft()])
        let claim = try await store.claim(request(lease: .seconds(10)))
        workspace.clock.advance(by: .seconds(10))
        let info = try #require(try await store.overdue(OverdueRequest(limit: 1)).lapsed.first?.claim)
        #expect(info.until == claim.until)
        _ = try await store.renew([HeldClaim(claim)], for: .seconds(10))
        let back = JobChange(
            id: claim.jobs[0].id, expecting: .lapsed(info.lease, until: info.until), effect: .wait(due: .now, attempt: 1, deadline: nil))
        #expect(try await store.apply([back]) == [.superseded])
        #expect(try await store.overdueIDs().isEmpty)
        #expect(try await store.job(claim.jobs[0].id)?.state == .running)
        await store.close()
    }

    @Test func `A lapsed job does not wait again when a request to cancel was noted since`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft()])
        let held = try #require(try await store.claim(request(lease: .seconds(10))).jobs.first)
        workspace.clock.advance(by: .seconds(10))
        let info = try #require(try await store.overdue(OverdueRequest(limit: 1)).lapsed.first?.claim)
        #expect(try await store.apply([held.change(.noteCancelRequest)]) == [.applied])
        func change(_ effect: JobChange.Effect) -> JobChange {
            JobChange(id: held.id, expecting: .lapsed(info.lease, until: info.until), effect: effect)
        }
        #expect(try await store.apply([change(.wait(due: .now, attempt: 1, deadline: nil))]) == [.cancelRequested])
        #expect(try await store.job(held.id)?.state == .running)
        #expect(try await store.apply([change(.finish(.cancelled, output: nil))]) == [.applied])
        #expect(try await store.job(held.id)?.state == .cancelled)
        await store.close()
    }
}
