import JobKitTesting
import Logging
import Synchronization
import Testing

@testable import JobKit

@Suite("A worker's sweep")
struct HoldingSweepTests {
    @Test("takes nothing back of the claims that its worker holds, however late, and what others hold all the same")
    func holding() async throws {
        let clock = ManualClock()
        let store = InMemoryJobStore(environment: clock.environment)
        let queue = JobQueue(store: store, services: JobServices(environment: clock.environment))
        let handles = try await queue.enqueue([Echo(text: "own"), Echo(text: "other")])
        var tokens: [ClaimToken] = []
        for worker in ["own", "other"] {
            let token = clock.environment.makeClaimToken()
            tokens.append(token)
            _ = try await store.claim(
                ClaimRequest(token: token, worker: worker, queues: ["default"], kinds: ["echo"], limit: 1, lease: .seconds(5)))
        }
        clock.advance(by: .seconds(60))
        var memory = SweepMemory()
        _ = await Sweeper(store: store).sweep(for: nil, environment: clock.environment, holding: [tokens[0]], memory: &memory)
        #expect(try await handles[0].record.state == .running)
        #expect(try await handles[1].record.errors.map(\.worker) == ["other"])
    }
}

@Suite("A time in which no worker could renew")
struct OutageSweepTests {
    private let lease = Duration.seconds(30)

    /// A worker that sweeps, whose store goes away for forty seconds, and a claim of another process that was cut off with it.
    ///
    /// - Parameter renews: whether that process renews when the store is back.
    private func state(afterOutageOf length: Duration, renews: Bool, waiting time: Duration) async throws -> JobState {
        let clock = ManualClock()
        let memory = InMemoryJobStore(environment: clock.environment)
        let services = JobServices(environment: clock.environment, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let queue = JobQueue(store: memory, services: services)
        let isOut = Mutex(false)
        let store = FaultyStore(memory) { _ in isOut.withLock { $0 } ? .outage : nil }
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, _ in }
        let worker = Worker(store: store, handlers: handlers, configuration: WorkerConfiguration(lease: lease), services: services)
        let working = Task { try await worker.run() }
        func pass(_ duration: Duration) async {
            for _ in 0..<Int(duration / .milliseconds(100)) {
                await letOthersRun()
                clock.advance(by: .milliseconds(100))
            }
        }
        await pass(.seconds(15))
        let handle = try await queue.enqueue(Echo(text: "held"))
        let token = clock.environment.makeClaimToken()
        let claim = try await memory.claim(
            ClaimRequest(token: token, worker: "other", queues: ["default"], kinds: ["echo"], limit: 1, lease: lease))
        isOut.withLock { $0 = true }
        await pass(length)
        isOut.withLock { $0 = false }
        await pass(.seconds(9))
        if renews { #expect(try await memory.renew([HeldClaim(claim)], for: lease) != [.lost]) }
        await pass(time)
        let state = try await handle.record.state
        working.cancel()
        for _ in 0..<100 { await pass(.milliseconds(100)) }
        _ = try await working.value
        return state
    }

    @Test("takes no job from a worker that renews once it can again")
    func renewed() async throws {
        #expect(try await state(afterOutageOf: .seconds(40), renews: true, waiting: .seconds(15)) == .running)
    }

    @Test("ends: a lease that is not renewed afterwards is taken back")
    func notRenewed() async throws {
        #expect(try await state(afterOutageOf: .seconds(40), renews: false, waiting: .seconds(30)) != .running)
    }
}
