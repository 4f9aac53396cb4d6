import Foundation
import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

@Suite("Large payloads and large claims")
struct LargeClaimTests {
    private static func request(_ token: Int, limit: Int) -> ClaimRequest {
        ClaimRequest(
            token: Fixture.token(token), worker: "worker.1", queues: [Fixture.queue], kinds: [Fixture.kind], limit: limit,
            lease: .seconds(60))
    }

    @Test("A claim brings as many bytes as fit into an answer, at least one job, and says that there is more", .timeLimit(.minutes(2)))
    func bytes() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let size = PostgresJobStore.mostBytes * 2 / 5
        for number in 1...5 {
            var draft = Fixture.draft(number)
            draft.payload = Data(count: number == 4 ? PostgresJobStore.mostBytes + 1 : size)
            _ = try await store.enqueue([draft])
        }
        var claims: [[JobID]] = []
        for token in 1...5 {
            let claim = try await store.claim(Self.request(token, limit: 50))
            claims.append(claim.jobs.map(\.id))
            #expect((claim.nextDueAt == claim.claimedAt) == (token < 4), "\(token)")
            #expect(claim.jobs.allSatisfy { $0.payload.count >= size })
        }
        #expect(claims == [[1, 2], [3], [4], [5], []].map { $0.map { Fixture.id($0) } })
        await store.close()
        try await workspace.remove()
    }

    @Test("Jobs of a large claim are settled one by one and many at once, each place once", arguments: [1, 31, 40])
    func places(atOnce: Int) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue((1...200).map { Fixture.draft($0) })
        let claim = try await store.claim(Self.request(1, limit: 200))
        let changes = claim.jobs.map { job in
            JobChange(id: job.id, expecting: .leased(job.lease, cancelRequested: false), effect: .finish(.completed, output: nil))
        }
        for start in stride(from: 0, to: 200, by: atOnce) {
            let some = Array(changes[start..<min(start + atOnce, 200)])
            // Twice in a batch, for another job, and for a place that the claim does not have.
            var (wrong, beyond) = (some[0], some[0])
            wrong.id = changes[(start + 100) % 200].id
            beyond.expecting = .leased(Lease(token: claim.token, place: 200), cancelRequested: false)
            let results = try await store.apply(some + [some[0], wrong, beyond])
            #expect(results == some.map { _ in .applied } + [.superseded, .superseded, .superseded])
        }
        #expect(try await store.counts().map(\.count) == [200])
        #expect(try await workspace.integer("SELECT count(*) FROM {jobkit}.receipt") == 0)
        await store.close()
        try await workspace.remove()
    }
}
