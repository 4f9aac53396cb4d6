import Foundation
import JobKitStoreTesting
import Testing

@testable import JobKit

/// Properties that the suite for all stores cannot check: this one does not grow with its history, and refuses impossible changes.
@Suite("The state of the store in memory")
struct InMemoryStateTests {
    typealias State = InMemoryJobStore.State
    static let now = Timestamp(microseconds: 1_000_000_000)
    static let lane = InMemoryJobStore.Lane(queue: Fixture.queue, kind: Fixture.kind, priority: .normal)

    func claim(_ state: inout State, _ limit: Int, token: Int) -> Claim {
        state.claim(
            ClaimRequest(
                token: Fixture.token(token), worker: "w", queues: [Fixture.queue], kinds: [Fixture.kind], limit: limit, lease: .seconds(60)),
            now: Self.now)
    }

    @Test("Cancelled jobs that were to be due much later do not pile up in the lines")
    func linesStaySmall() throws {
        var state = State()
        for n in 1...2_000 {
            _ = state.enqueue([Fixture.draft(n, due: .after(.seconds(86_400)), deadline: .after(.seconds(90_000)))], now: Self.now)
            let cancel = JobChange(id: Fixture.id(n), expecting: .waiting, effect: .finish(.cancelled, output: nil))
            _ = try state.apply([cancel], now: Self.now)
        }
        #expect(try #require(state.lanes[Self.lane]).count < 200)
        #expect(state.deadlines.count < 200)
        #expect(try #require(state.finished[.cancelled]).count == 2_000)
    }

    @Test("Dropping stale entries keeps the current ones, in their order")
    func compactionKeeps() throws {
        var state = State()
        for n in 1...1_000 {
            _ = state.enqueue([Fixture.draft(n)], now: Self.now.advanced(by: .seconds(-n)))
            guard n % 10 != 0 else { continue }
            _ = try state.apply(
                [JobChange(id: Fixture.id(n), expecting: .waiting, effect: .finish(.cancelled, output: nil))], now: Self.now)
        }
        #expect(claim(&state, 1_000, token: 1).jobs.map(\.id) == stride(from: 1_000, to: 0, by: -10).map(Fixture.id))
    }

    @Test("A job that waits, runs and waits again stands in its line once")
    func noDoubleEntries() throws {
        var state = State()
        _ = state.enqueue([Fixture.draft(1)], now: Self.now)
        for token in 1...500 {
            let job = try #require(claim(&state, 5, token: token).jobs.first)
            let release = JobChange(
                id: job.id, expecting: .leased(job.lease, cancelRequested: false),
                effect: .wait(due: .at(job.dueAt), attempt: 0, deadline: nil))
            #expect(try state.apply([release], now: Self.now) == [.applied])
        }
        #expect(try #require(state.lanes[Self.lane]).count == 1)
        #expect(claim(&state, 5, token: 501).jobs.count == 1)
        #expect(state.receipts.count == 1)
    }

    @Test("Pruned jobs do not pile up in the list, and those that stay are found")
    func logStaysSmall() throws {
        var state = State()
        for n in 1...1_000 {
            _ = state.enqueue([Fixture.draft(n)], now: Self.now)
            guard n % 100 != 0 else { continue }
            _ = try state.apply(
                [JobChange(id: Fixture.id(n), expecting: .waiting, effect: .finish(.cancelled, output: nil))], now: Self.now)
        }
        #expect(
            state.prune(Retention(completed: nil, failed: nil, cancelled: .seconds(-1), expired: nil), limit: 2_000, now: Self.now) == 990)
        #expect(state.log.count < 100)
        let listed = try state.jobs(matching: JobQuery(), page: PageRequest(), now: Self.now).jobs
        #expect(listed.map(\.id) == stride(from: 1_000, to: 0, by: -100).map(Fixture.id))
    }

    @Test("A change whose effect cannot follow from what it expects is refused, and so is its whole batch")
    func impossibleChanges() throws {
        var state = State()
        _ = state.enqueue([Fixture.draft(1), Fixture.draft(2)], now: Self.now)
        let job = try #require(claim(&state, 1, token: 1).jobs.first)
        let leased = JobChange.Expectation.leased(job.lease, cancelRequested: false)
        let lapsed = JobChange.Expectation.lapsed(job.lease, until: Self.now)
        let failure = JobChange.Failure(type: "t", message: "m", consequence: .failed)
        let impossible = [
            JobChange(id: job.id, expecting: leased, effect: .finish(.running, output: nil)),
            JobChange(id: job.id, expecting: leased, effect: .finish(.pending, output: nil)),
            JobChange(id: job.id, expecting: lapsed, effect: .noteCancelRequest),
            JobChange(id: job.id, expecting: .waiting, effect: .report(JobProgress(stage: "s"))),
            JobChange(id: job.id, expecting: .waiting, effect: .noteCancelRequest),
            JobChange(id: job.id, expecting: .waiting, effect: .finish(.cancelled, output: nil), failure: failure),
            JobChange(id: job.id, expecting: .finished(.failed), effect: .finish(.failed, output: nil)),
            JobChange(id: job.id, expecting: .finished(.failed), effect: .saveStep(name: "s", result: Data())),
        ]
        let possible = JobChange(id: Fixture.id(2), expecting: .waiting, effect: .finish(.cancelled, output: nil))
        for change in impossible {
            #expect(throws: JobStoreError.self) { try state.apply([possible, change], now: Self.now) }
        }
        #expect(state.jobs([Fixture.id(2)], now: Self.now).map(\.state) == [.pending])
    }

    @Test("The store works before it is prepared")
    func worksUnprepared() async throws {
        let store = InMemoryJobStore(environment: ManualClock().environment)
        #expect(try await store.enqueue([Fixture.draft(1)]) == [.enqueued(Fixture.id(1))])
    }

    @Test("Each change is signalled: an enqueue, a claim, an apply, a pause, a prune")
    func signals() async throws {
        let store = InMemoryJobStore(environment: ManualClock().environment)
        var signals = store.signals().makeAsyncIterator()
        _ = try await store.enqueue([Fixture.draft(1)])
        #expect(await signals.next() != nil)
        let request = ClaimRequest(
            token: Fixture.token(1), worker: "w", queues: [Fixture.queue], kinds: [Fixture.kind], limit: 1, lease: .seconds(60))
        let job = try #require(try await store.claim(request).jobs.first)
        #expect(await signals.next() != nil)
        _ = try await store.apply([
            JobChange(id: job.id, expecting: .leased(job.lease, cancelRequested: false), effect: .finish(.completed, output: nil))
        ])
        #expect(await signals.next() != nil)
        try await store.setPaused(true, queue: "q")
        #expect(await signals.next() != nil)
        #expect(try await store.prune(Retention(completed: .seconds(-1), failed: nil, cancelled: nil, expired: nil), limit: 1) == 1)
        #expect(await signals.next() != nil)
        // A call that changes nothing is not signalled: the stream ends without another element.
        _ = try await store.enqueue([])
        await store.close()
        #expect(await signals.next() == nil)
    }
}
