import JobKit
import JobKitStoreTesting
import JobKitTesting
import Synchronization
import Testing

@testable import JobKit

@Suite("A sweep, when something cannot be done")
struct SweepTroubleTests {
    private let clock = ManualClock()
    private static let refusal = JobStoreError(.internalInconsistency, subject: "apply", cause: "a trigger", remedy: "Remove it.")

    private func draft(_ n: Int, deadline: JobTime? = nil) -> JobDraft { Fixture.draft(n, deadline: deadline) }

    /// Refuses every call that would change one of these jobs.
    private func store(refusing ids: Set<JobID>, _ memory: InMemoryJobStore) -> FaultyStore {
        FaultyStore(memory) { call in call.changes.contains { ids.contains($0.id) } ? .before(Self.refusal) : nil }
    }

    private func request(_ n: Int, worker: String, limit: Int, lease: Duration = .seconds(10)) -> ClaimRequest {
        ClaimRequest(
            token: Fixture.token(n), worker: worker, queues: [Fixture.queue], kinds: [Fixture.kind], limit: limit, lease: lease)
    }

    @Test("One lapsed and one expired job that cannot be changed hold up no other, are named, and are left alone for a while")
    func onesThatCannotBeChanged() async throws {
        let memory = InMemoryJobStore(environment: clock.environment)
        let bad: Set = [Fixture.id(3), Fixture.id(21)]
        let store = store(refusing: bad, memory)
        _ = try await memory.enqueue((1...20).map { draft($0) })
        let ended = try await memory.claim(request(1, worker: "w", limit: 20))
        let finish = JobChange(
            id: Fixture.id(20), expecting: .leased(ended.jobs[19].lease, cancelRequested: false), effect: .finish(.completed, output: nil))
        _ = try await memory.apply([finish])
        _ = try await memory.enqueue((21...40).map { draft($0, deadline: .after(.seconds(5))) })
        clock.advance(by: .seconds(2 * 86_400))
        let sweeper = Sweeper(store: store)
        var memo = SweepMemory()
        let outcome = await sweeper.sweep(for: nil, environment: clock.environment, memory: &memo)
        #expect(outcome.error == nil)
        #expect(outcome.report.rescued == 18)
        #expect(outcome.report.expired == 19)
        #expect(outcome.report.pruned == 1)
        #expect(outcome.report.refusals.count == 2)
        for id in bad { #expect(outcome.report.refusals.contains { $0.contains("\(id)") && $0.contains("a trigger") }) }
        let second = await sweeper.sweep(for: nil, environment: clock.environment, memory: &memo)
        #expect(second.report.refusals.isEmpty && second.report.rescued == 0)
        for _ in 0..<SweepMemory.passesToLeaveAlone { _ = await sweeper.sweep(for: nil, environment: clock.environment, memory: &memo) }
        #expect(store.calls(of: .apply) > 10)
        #expect(try await memory.jobs(Array(bad)).allSatisfy { !$0.state.isFinished })
    }

    @Test("A job that may be changed again is changed once it was left alone for long enough")
    func triedAgain() async throws {
        let memory = InMemoryJobStore(environment: clock.environment)
        _ = try await memory.enqueue([draft(1, deadline: .after(.seconds(1)))])
        clock.advance(by: .seconds(1))
        var memo = SweepMemory()
        let refused = await Sweeper(store: store(refusing: [Fixture.id(1)], memory)).sweep(
            for: nil, environment: clock.environment, memory: &memo)
        #expect(refused.report.refusals.count == 1)
        var passes = 0
        while try await memory.jobs([Fixture.id(1)]).first?.state != .expired, passes < 100 {
            _ = await Sweeper(store: memory).sweep(for: nil, environment: clock.environment, memory: &memo)
            passes += 1
        }
        #expect(passes == SweepMemory.passesToLeaveAlone)
    }

    @Test("What cannot be read of the lapsed hinders neither expiry nor pruning, and the error is told")
    func partsGoOn() async throws {
        let memory = InMemoryJobStore(environment: clock.environment)
        let calls = Mutex(0)
        let store = FaultyStore(memory) { call in
            guard call.verb == .overdue else { return nil }
            return calls.withLock { calls in
                calls += 1
                return calls == 1 ? .before(Self.refusal) : nil
            }
        }
        _ = try await memory.enqueue([draft(1, deadline: .after(.seconds(1)))])
        clock.advance(by: .seconds(2))
        var memo = SweepMemory()
        let outcome = await Sweeper(store: store).sweep(for: nil, environment: clock.environment, memory: &memo)
        #expect(outcome.error as? JobStoreError == Self.refusal)
        #expect(outcome.report.expired == 1)
        await #expect(throws: JobStoreError.self) { try await Sweeper(store: FaultyStore(memory) { _ in .outage }).sweep() }
    }

    @Test("Jobs of one worker whose leases lapse one after the other are lost together")
    func lapsingOneAfterTheOther() async throws {
        let memory = InMemoryJobStore(environment: clock.environment)
        _ = try await memory.enqueue((1...3).map { draft($0) })
        _ = try await memory.claim(request(1, worker: "w", limit: 2, lease: .seconds(10)))
        _ = try await memory.claim(request(2, worker: "w", limit: 1, lease: .seconds(12)))
        var memo = SweepMemory()
        for _ in 1...2 {
            clock.advance(by: .seconds(10))
            _ = await Sweeper(store: memory).sweep(for: nil, environment: clock.environment, memory: &memo)
        }
        let jobs = try await memory.jobs((1...3).map { Fixture.id($0) })
        #expect(jobs.map(\.attempt) == [0, 0, 0])
        #expect(jobs.map(\.quarantine) == [1, 1, 1])
        #expect(jobs.flatMap(\.errors).allSatisfy { $0.message.contains("It held 3 jobs.") })
    }

    @Test("A backlog of passed deadlines is expired in one pass")
    func backlog() async throws {
        let memory = InMemoryJobStore(environment: clock.environment)
        _ = try await memory.enqueue((1...2_500).map { draft($0, deadline: .after(.seconds(1))) })
        clock.advance(by: .seconds(1))
        #expect(try await Sweeper(store: memory).sweep().expired == 2_500)
    }

    @Test("A sweep keeps what has just ended for ten seconds, whatever the retention says")
    func shortestRetention() async throws {
        let memory = InMemoryJobStore(environment: clock.environment)
        _ = try await memory.enqueue([draft(1)])
        _ = try await memory.apply([JobChange(id: Fixture.id(1), expecting: .waiting, effect: .finish(.cancelled, output: nil))])
        let sweeper = Sweeper(store: memory, retention: Retention(completed: .zero, failed: .zero, cancelled: .zero, expired: .zero))
        clock.advance(by: .seconds(10))
        #expect(try await sweeper.sweep().pruned == 0)
        clock.advance(by: .microseconds(1))
        #expect(try await sweeper.sweep().pruned == 1)
    }
}
