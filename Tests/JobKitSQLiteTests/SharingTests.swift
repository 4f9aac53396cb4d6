import Foundation
@_spi(Stores) import JobKit
import Testing

@testable import JobKitSQLite

@Suite(.timeLimit(.minutes(2))) struct SharingTests {
    @Test func `What one store enqueues another claims, and the lease is fenced across both`() async throws {
        let workspace = try Workspace()
        let first = try await workspace.prepared()
        let second = try await workspace.prepared()
        let job = draft("import", queue: "slow")
        _ = try await first.enqueue([job])
        let claim = try await second.claim(request(["import"], queues: ["slow"]))
        let held = try #require(claim.jobs.first)
        #expect(held.id == job.id)
        #expect(try await first.claim(request(["import"], queues: ["slow"])).jobs.isEmpty)

        // The lease lapses, the first store takes the job back and claims it: the second is too late.
        workspace.clock.advance(by: .seconds(61))
        let overdue = try #require(try await first.overdue(OverdueRequest(limit: 10)).lapsed.first)
        let info = overdue.claim
        let back = JobChange(
            id: job.id, expecting: .lapsed(info.lease, until: info.until),
            effect: .wait(due: .at(overdue.status.dueAt), attempt: 1, deadline: nil)
        )
        #expect(try await first.apply([back]) == [.applied])
        #expect(try await first.apply([back]) == [.superseded])
        let again = try #require(try await first.claim(request(["import"], queues: ["slow"])).jobs.first)
        #expect(again.attempt == 2)
        #expect(try await second.apply([held.change(.finish(.completed, output: nil))]) == [.superseded])
        #expect(try await second.renew([HeldClaim(claim)], for: .seconds(60)) == [.lost])
        #expect(try await second.apply([again.change(.finish(.completed, output: nil))]) == [.applied])
        #expect(try await first.job(job.id)?.state == .completed)
        await first.close()
        await second.close()
    }

    @Test func `A claim of which a settled member was pruned can be read and settled by a store that has not seen it`() async throws {
        let workspace = try Workspace()
        let first = try await workspace.prepared()
        _ = try await first.enqueue([draft(), draft()])
        let claim = try await first.claim(request())
        #expect(try await first.apply([claim.jobs[0].change(.finish(.completed, output: nil))]) == [.applied])
        workspace.clock.advance(by: .seconds(61))
        let retention = Retention(completed: .seconds(1), failed: nil, cancelled: nil, expired: nil)
        #expect(try await first.prune(retention, limit: 10) == 1)
        let second = try await workspace.prepared()
        #expect(try await second.overdueIDs() == [claim.jobs[1].id])
        #expect(try await second.jobs([claim.jobs[1].id]).map(\.state) == [.running])
        #expect(try await second.counts().map(\.count) == [1])
        #expect(try await second.apply([claim.jobs[1].change(.finish(.completed, output: nil))]) == [.applied])
        await first.close()
        await second.close()
    }

    @Test func `A token that is used again after its claim was settled is a claim of its own to every store`() async throws {
        let workspace = try Workspace()
        let first = try await workspace.prepared()
        let second = try await workspace.prepared()
        let token = JobEnvironment.system.makeClaimToken()
        var ask = request()
        ask.token = token
        for _ in 0..<2 {
            _ = try await first.enqueue([draft()])
            let claim = try await first.claim(ask)
            #expect(try await second.jobs(claim.jobs.map(\.id)).map(\.state) == [.running])
            #expect(try await second.apply([claim.jobs[0].change(.report(JobProgress(stage: "seen")))]) == [.applied])
            #expect(try await first.apply([claim.jobs[0].change(.finish(.completed, output: nil))]) == [.applied])
            workspace.clock.advance(by: .seconds(1))
        }
        await first.close()
        await second.close()
    }

    @Test func `Queues whose names differ only in their normal form are one queue, whichever store made the lane`() async throws {
        let workspace = try Workspace()
        let first = try await workspace.prepared()
        let second = try await workspace.prepared()
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        _ = try await first.enqueue([draft(queue: composed)])
        _ = try await second.enqueue([draft(queue: decomposed)])
        try await first.setPaused(true, queue: composed)
        #expect(try await second.claim(request(queues: [decomposed])).jobs.isEmpty)
        try await second.setPaused(false, queue: decomposed)
        #expect(try await second.claim(request(queues: [decomposed])).jobs.count == 2)
        await first.close()
        await second.close()
    }

    @Test func `Two stores that claim at once share no job`() async throws {
        let workspace = try Workspace()
        let stores = [try await workspace.prepared(), try await workspace.prepared()]
        let drafts = (0..<400).map { _ in draft() }
        _ = try await stores[0].enqueue(drafts)
        let claimed = try await withThrowingTaskGroup(of: [JobID].self) { group in
            for index in 0..<80 { group.addTask { try await stores[index % 2].claim(request(limit: 5)).jobs.map(\.id) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(claimed.count == 400)
        #expect(Set(claimed) == Set(drafts.map(\.id)))
        for store in stores { await store.close() }
    }

    @Test func `An enqueue in one store wakes a listener in another`() async throws {
        let workspace = try Workspace()
        let first = try await workspace.prepared()
        let second = try await workspace.prepared()
        var signals = second.signals().makeAsyncIterator()
        // The watcher has begun once its first signal is here.
        await signals.next()
        for _ in 0..<3 {
            let job = draft()
            #expect(try await second.claim(request()).jobs.isEmpty)
            _ = try await first.enqueue([job])
            var claim = try await second.claim(request(limit: 1, worker: "early"))
            while claim.jobs.isEmpty {
                await signals.next()
                claim = try await second.claim(request(limit: 1))
            }
            // This signal can only be of the enqueue or of what came after it.
            await signals.next()
            #expect(claim.jobs.map(\.id) == [job.id])
        }
        await first.close()
        await second.close()
    }

    @Test func `A store tells its own listeners of every change that they may wait for`() async throws {
        let workspace = try Workspace()
        let hub = SignalHub()
        let database = Database(path: workspace.path, options: .init(), environment: workspace.clock.environment, logger: nil)
        let writer = Writer(database: database) { hub.send() }
        try await writer.open()
        var signals = hub.subscribe().makeAsyncIterator()
        _ = try await writer.write("enqueue") { try $0.enqueue([draft()]) }
        await signals.next()
        let request = request()
        let claim = try await writer.write("claim") { try $0.claim(request, limit: 100) }
        let job = try #require(claim.jobs.first)
        _ = try await writer.write("apply") { try $0.apply([job.change(.noteCancelRequest)]) }
        await signals.next()
        _ = try await writer.write("apply") { try $0.apply([job.change(.finish(.cancelled, output: nil))]) }
        await signals.next()
        writer.stop()
        await writer.waitForEnd()
    }

    @Test func `Stores that prepare one new file at once all succeed`() async throws {
        let workspace = try Workspace()
        let stores = (0..<6).map { _ in workspace.store() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for store in stores { group.addTask { try await store.prepare() } }
            try await group.waitForAll()
        }
        for store in stores { #expect(try await store.enqueue([draft()]).count == 1) }
        #expect(try await stores[0].counts().map(\.count) == [6])
        for store in stores { await store.close() }
    }
}
