import Foundation
import JobKit
import JobKitTesting
import Testing

@Suite("The in-memory store, when the wall clock is set")
struct InMemoryClockTests {
    private let clock = ManualClock()

    private func draft(due: JobTime = .now) -> JobDraft {
        JobDraft(id: clock.environment.makeJobID(), kind: "mail", payload: Data(), due: due)
    }

    private func request(lease: Duration = .seconds(60)) -> ClaimRequest {
        ClaimRequest(
            token: clock.environment.makeClaimToken(), worker: "worker", queues: ["default"], kinds: ["mail"], limit: 9, lease: lease)
    }

    private func step(by duration: Duration) { clock.setWallClock(clock.now.advanced(by: duration)) }

    @Test(arguments: [Duration.seconds(3_600), .seconds(-3_600)])
    func `Leases, delays and places in line keep their length`(by duration: Duration) async throws {
        let store = InMemoryJobStore(environment: clock.environment)
        let delayed = draft(due: .after(.seconds(30)))
        let due = draft()
        _ = try await store.enqueue([draft(), delayed])
        let claim = try await store.claim(request())
        _ = try await store.enqueue([due])
        step(by: duration)
        #expect(try await store.claim(request()).jobs.map(\.id) == [due.id])
        clock.advance(by: .seconds(59))
        #expect(try await store.overdue(OverdueRequest(limit: 9)).lapsed.isEmpty)
        #expect(try await store.claim(request()).jobs.map(\.id) == [delayed.id])
        clock.advance(by: .seconds(1))
        #expect(try await Set(store.overdue(OverdueRequest(limit: 9)).lapsed.map(\.id)) == [claim.jobs[0].id, due.id])
    }

    @Test func `A time that was given as such stays, and a job that is given back is due`() async throws {
        let store = InMemoryJobStore(environment: clock.environment)
        let later = clock.now.advanced(by: .seconds(7_200))
        let fixed = draft(due: .at(later))
        _ = try await store.enqueue([fixed, draft()])
        let job = try #require(try await store.claim(request()).jobs.first)
        step(by: .seconds(-3_600))
        _ = try await store.apply([
            JobChange(
                id: job.id, expecting: .leased(job.lease, cancelRequested: false),
                effect: .wait(due: .at(job.dueAt), attempt: 0, deadline: nil))
        ])
        #expect(try await store.claim(request()).jobs.map(\.id) == [job.id])
        #expect(try await store.jobs([fixed.id]).first?.dueAt == later)
    }

    @Test func `A retry that falls on the time before by chance is waited for`() async throws {
        let store = InMemoryJobStore(environment: clock.environment)
        _ = try await store.enqueue([draft()])
        let job = try #require(try await store.claim(request()).jobs.first)
        step(by: .seconds(-3_600))
        _ = try await store.apply([
            JobChange(
                id: job.id, expecting: .leased(job.lease, cancelRequested: false),
                effect: .wait(due: .after(clock.now.duration(to: job.dueAt)), attempt: 1, deadline: nil))
        ])
        #expect(try await store.claim(request()).jobs.isEmpty)
        #expect(try await store.jobs([job.id]).first?.dueAt == job.dueAt)
    }
}
