import Foundation
import JobKit
import Testing

@testable import JobKitSQLite

@Suite("Wall clocks that are set, and machines that start anew")
struct ClockTests {
    private static let steps: [Duration] = [.seconds(3_600), .seconds(-3_600), .seconds(-86_400 * 400), .seconds(86_400 * 20_000)]

    @Test(arguments: steps) func `A lease keeps its length when the wall clock is set`(step: Duration) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft()])
        let claim = try await store.claim(request(lease: .seconds(60)))
        workspace.clock.advance(by: .seconds(59))
        workspace.clock.step(by: step)
        _ = try await store.enqueue([draft()])
        #expect(try await store.overdueIDs().isEmpty)
        let held = try #require(try await store.job(claim.jobs[0].id)?.claim)
        #expect(workspace.clock.now.duration(to: held.until) == .seconds(1))
        workspace.clock.advance(by: .seconds(1))
        #expect(try await store.overdueIDs() == [claim.jobs[0].id])
    }

    @Test(arguments: steps) func `What is due stays due, and a delay keeps its length`(step: Duration) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let due = draft()
        let delayed = draft(due: .after(.seconds(30)), deadline: .after(.seconds(90)))
        _ = try await store.enqueue([due, delayed])
        workspace.clock.step(by: step)
        #expect(try await store.claim(request()).jobs.map(\.id) == [due.id])
        workspace.clock.advance(by: .seconds(29))
        #expect(try await store.claim(request()).jobs.isEmpty)
        #expect(try await store.job(delayed.id)?.state == .scheduled)
        workspace.clock.advance(by: .seconds(1))
        let job = try #require(try await store.claim(request()).jobs.first)
        #expect(job.id == delayed.id)
        #expect(job.dueAt == workspace.clock.now)
        #expect(job.deadline == workspace.clock.now.advanced(by: .seconds(60)))
    }

    @Test func `A time that was given as such stays, unless it has come`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let later = workspace.clock.now.advanced(by: .seconds(7_200))
        let fixed = draft(due: .at(later))
        let past = draft(due: .at(workspace.clock.now))
        _ = try await store.enqueue([fixed, past])
        workspace.clock.step(by: .seconds(-3_600))
        #expect(try await store.claim(request()).jobs.map(\.id) == [past.id])
        #expect(try await store.job(fixed.id)?.dueAt == later)
        workspace.clock.step(by: .seconds(10_800))
        #expect(try await store.claim(request()).jobs.map(\.id) == [fixed.id])
    }

    @Test func `A job that is given back after the clock was set back is due at once`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft()])
        let job = try #require(try await store.claim(request()).jobs.first)
        workspace.clock.step(by: .seconds(-3_600))
        _ = try await store.apply([job.change(.wait(due: .at(job.dueAt), attempt: 0, deadline: nil))])
        #expect(try await store.claim(request()).jobs.map(\.id) == [job.id])
    }

    @Test func `A retry that falls on the time before by chance is waited for`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft()])
        let job = try #require(try await store.claim(request()).jobs.first)
        workspace.clock.step(by: .seconds(-3_600))
        let delay = workspace.clock.now.duration(to: job.dueAt)
        _ = try await store.apply([job.change(.wait(due: .after(delay), attempt: 1, deadline: nil))])
        #expect(try await store.claim(request()).jobs.isEmpty)
        #expect(try await store.job(job.id)?.dueAt == job.dueAt)
    }

    @Test func `Times that cannot be moved as far are kept at the ends`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let never = draft(due: .after(.seconds(Int64.max)))
        _ = try await store.enqueue([never])
        workspace.clock.step(by: .seconds(3_600))
        _ = try await store.claim(request())
        #expect(try await store.job(never.id)?.dueAt == Timestamp(microseconds: .max))
    }

    @Test func `Two stores on one file move its times once`() async throws {
        let workspace = try Workspace()
        let first = try await workspace.prepared()
        let second = try await workspace.prepared()
        let delayed = draft(due: .after(.seconds(30)))
        _ = try await first.enqueue([delayed])
        workspace.clock.step(by: .seconds(-3_600))
        _ = try await first.claim(request())
        _ = try await second.claim(request())
        #expect(try await second.job(delayed.id)?.dueAt == workspace.clock.now.advanced(by: .seconds(30)))
        let third = try await workspace.prepared()
        #expect(try await third.job(delayed.id)?.dueAt == workspace.clock.now.advanced(by: .seconds(30)))
    }

    @Test func `Less than a second is left alone and does not add up`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let delayed = draft(due: .after(.seconds(30)))
        _ = try await store.enqueue([delayed])
        let due = try #require(try await store.job(delayed.id)?.dueAt)
        workspace.clock.step(by: .milliseconds(900))
        _ = try await store.claim(request())
        #expect(try await store.job(delayed.id)?.dueAt == due)
        workspace.clock.step(by: .milliseconds(900))
        _ = try await store.claim(request())
        #expect(try await store.job(delayed.id)?.dueAt == due.advanced(by: .milliseconds(1_800)))
    }

    @Test func `After a new start of the machine no lease of the earlier one holds anything up`() async throws {
        let workspace = try Workspace()
        let before = try await workspace.prepared()
        let waiting = draft(due: .after(.seconds(30)))
        _ = try await before.enqueue([draft(), waiting])
        let claim = try await before.claim(request(lease: .seconds(86_400)))
        await before.close()

        workspace.clock.restart()
        let after = SQLiteJobStore(path: workspace.path, environment: workspace.clock.environment(boot: 2))
        try await after.prepare()
        #expect(try await after.overdueIDs() == claim.jobs.map(\.id))
        #expect(try await after.job(waiting.id)?.dueAt == workspace.clock.now.advanced(by: .seconds(30)))
        await after.close()

        let again = SQLiteJobStore(path: workspace.path, environment: workspace.clock.environment(boot: 2))
        try await again.prepare()
        let second = try await again.claim(request(lease: .seconds(60)))
        #expect(second.jobs.isEmpty)
        await again.close()
    }

    @Test(arguments: [(0, 0), (0, 2), (1, 0)])
    func `Where the start of the machine is not known, times stay as they are when a store opens`(before: UInt64, after: UInt64)
        async throws
    {
        let workspace = try Workspace()
        let first = SQLiteJobStore(path: workspace.path, environment: workspace.clock.environment(boot: before))
        try await first.prepare()
        let waiting = draft(due: .after(.seconds(30)))
        _ = try await first.enqueue([draft(), waiting])
        let until = try await first.claim(request(lease: .seconds(60))).until
        await first.close()

        workspace.clock.restart()
        let second = SQLiteJobStore(path: workspace.path, environment: workspace.clock.environment(boot: after))
        try await second.prepare()
        #expect(try await second.overview().now == workspace.clock.now)
        #expect(try await second.overdueIDs().isEmpty)
        #expect(try await second.job(waiting.id)?.dueAt == workspace.clock.now.advanced(by: .seconds(30)))
        // While it runs, a clock that is set is followed.
        workspace.clock.step(by: .seconds(3_600))
        #expect(try await second.job(waiting.id)?.dueAt == workspace.clock.now.advanced(by: .seconds(30)))
        workspace.clock.advance(by: .seconds(60))
        #expect(try await second.overdue(OverdueRequest(limit: 10)).lapsed.map(\.claim.until) == [until.advanced(by: .seconds(3_600))])
        await second.close()
    }

    @Test func `A store that opens within the same start leaves leases alone`() async throws {
        let workspace = try Workspace()
        let first = try await workspace.prepared()
        _ = try await first.enqueue([draft()])
        _ = try await first.claim(request(lease: .seconds(60)))
        let second = try await workspace.prepared()
        #expect(try await second.overdueIDs().isEmpty)
    }

    @Test func `Containers with names of their own for the start of the machine leave each other's leases alone`() async throws {
        let workspace = try Workspace()
        let first = try await workspace.prepared()
        _ = try await first.enqueue([draft()])
        let until = try await first.claim(request(lease: .seconds(60))).until
        for boot in [2, 3] as [UInt64] {
            workspace.clock.advance(by: .seconds(1))
            let other = SQLiteJobStore(path: workspace.path, environment: workspace.clock.environment(boot: boot))
            try await other.prepare()
            #expect(try await other.overdueIDs().isEmpty)
            // Each follows the clock as if it were alone.
            workspace.clock.step(by: .seconds(3_600))
            _ = try await other.claim(request(["none"]))
            _ = try await first.claim(request(["none"]))
            #expect(try await first.overdueIDs().isEmpty)
            await other.close()
        }
        let lapsed = workspace.clock.now.duration(to: until.advanced(by: .seconds(7_200)))
        #expect(lapsed == .seconds(58))
        workspace.clock.advance(by: lapsed)
        #expect(try await first.overdueIDs().count == 1)
    }

    @Test func `A container that opens the file after the clock was set gives leases time to be renewed`() async throws {
        let workspace = try Workspace()
        let first = try await workspace.prepared()
        _ = try await first.enqueue([draft()])
        let claim = try await first.claim(request(lease: .seconds(60)))
        workspace.clock.step(by: .seconds(8 * 86_400))
        let other = SQLiteJobStore(path: workspace.path, environment: workspace.clock.environment(boot: 2))
        try await other.prepare()
        #expect(try await other.overdueIDs().isEmpty)
        #expect(try await first.renew([HeldClaim(claim)], for: .seconds(60)).contains(.lost) == false)
        workspace.clock.advance(by: .seconds(59))
        #expect(try await other.overdueIDs().isEmpty)
        workspace.clock.advance(by: .seconds(1))
        #expect(try await other.overdueIDs().count == 1)
    }

    @Test func `A machine that starts with its clock in the past still prunes by how long ago jobs ended`() async throws {
        let workspace = try Workspace()
        let before = try await workspace.prepared()
        _ = try await before.enqueue([draft()])
        let claim = try await before.claim(request())
        _ = try await before.apply([claim.jobs[0].change(.finish(.completed, output: nil))])
        let ended = try await before.job(claim.jobs[0].id)?.finishedAt
        await before.close()

        workspace.clock.restart()
        workspace.clock.step(by: .seconds(-400 * 86_400))
        let after = SQLiteJobStore(path: workspace.path, environment: workspace.clock.environment(boot: 2))
        try await after.prepare()
        #expect(try await after.job(claim.jobs[0].id)?.finishedAt == ended)
        #expect(try await after.prune(.default, limit: 10) == 0)
        workspace.clock.advance(by: .seconds(86_399))
        #expect(try await after.prune(.default, limit: 10) == 0)
        workspace.clock.advance(by: .seconds(2))
        #expect(try await after.prune(.default, limit: 10) == 1)
    }
}
