import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

/// Conflicting transactions: deadlocks and serialization failures, provoked.
@Suite("Transactions that meet", .serialized, .timeLimit(.minutes(3)))
struct ConflictTroubleTests {
    private func claim(_ store: some JobStore, _ numbers: ClosedRange<Int>, token: Int) async throws -> [ClaimedJob] {
        _ = try await store.enqueue(numbers.map { Fixture.draft($0) })
        let request = ClaimRequest(
            token: Fixture.token(token), worker: "worker.\(token)", queues: [Fixture.queue], kinds: [Fixture.kind], limit: numbers.count,
            lease: .seconds(60))
        return try await store.claim(request).jobs
    }

    private func cancel(_ number: Int) -> JobChange {
        JobChange(id: Fixture.id(number), expecting: .waiting, effect: .finish(.cancelled, output: nil))
    }

    @Test("Of two transactions that wait for each other the store's is rolled back, and made again whole once the other has ended")
    func deadlock() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([Fixture.draft(1), Fixture.draft(2)])
        func lock(_ number: Int) -> String {
            "SELECT FROM {jobkit}.ready WHERE seq = (SELECT seq FROM {jobkit}.job WHERE id = '\(Fixture.id(number))') FOR UPDATE"
        }
        let open = OpenTransaction(workspace)
        // The server ends the transaction whose deadlock timeout is over first.
        try await open.run("SET deadlock_timeout TO '1min'; BEGIN; \(lock(2))")
        async let results = store.apply([cancel(1), cancel(2)])
        try await eventually {
            try await workspace.integer(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%\(workspace.schema)\".ready%'") > 0
        }
        // Is granted when the store's transaction has been rolled back.
        try await open.run(lock(1))
        #expect(try await store.counts().map(\.state) == [.pending])
        try await open.run("COMMIT")
        await open.end()
        #expect(try await results == [.applied, .applied])
        #expect(try await store.counts().map(\.state) == [.cancelled])
        await store.close()
        try await workspace.remove()
    }

    @Test("Two stores that settle the same claims in opposite order, with renewals and requests to cancel between: each job ends once")
    func oppositeOrder() async throws {
        let workspace = try Workspace()
        let (first, second) = (try await workspace.prepared(), try await workspace.prepared())
        let queue = JobQueue(store: try await workspace.prepared())
        for round in 0..<15 {
            let base = round * 40
            var jobs: [ClaimedJob] = []
            for part in 0..<4 {
                let numbers = base + part * 10 + 1...base + part * 10 + 10
                jobs += try await claim(first, numbers, token: round * 4 + part + 1)
            }
            _ = try await first.enqueue((base + 31...base + 40).map { Fixture.draft($0 + 100_000) })
            let claimed = jobs
            let held = Dictionary(grouping: jobs.map(\.lease), by: \.token).map { HeldClaim(token: $0.key, places: $0.value.map(\.place)) }
            let settles = claimed.map {
                JobChange(id: $0.id, expecting: .leased($0.lease, cancelRequested: false), effect: .finish(.completed, output: nil))
            }
            let cancels = (base + 31...base + 40).map { cancel($0 + 100_000) }
            async let forth = first.apply(settles + cancels)
            async let back = second.apply(settles.reversed() + cancels.reversed())
            async let renewed = second.renew(held, for: .seconds(60))
            async let requested: Void = withThrowingTaskGroup { group in
                for job in claimed.prefix(5) {
                    group.addTask { _ = try? await queue.cancel(job.id) }
                }
                try await group.waitForAll()
            }
            let (one, other) = (try await forth, Array(try await back))
            _ = (try await renewed, try await requested)
            // The other one's answers, in the order of the first.
            let same = Array(other.prefix(settles.count).reversed()) + Array(other.dropFirst(settles.count).reversed())
            #expect(zip(one, same).allSatisfy { Set([$0, $1]) == [.applied, .superseded] })
        }
        let counts = try await first.counts()
        #expect(counts.reduce(into: [:]) { $0[$1.state, default: 0] += $1.count } == [.completed: 600, .cancelled: 150])
        for store in [first, second] { await store.close() }
        await queue.store.close()
        try await workspace.remove()
    }
}
