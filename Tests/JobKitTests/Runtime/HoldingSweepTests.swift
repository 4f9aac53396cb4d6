import JobKitTesting
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
