import Foundation

// The database is out of reach; skipped where there is nothing to break.

extension StoreConformance {
    static let outageCases: [ConformanceCase] = [
        ConformanceCase("What cannot reach the database is unavailable, and the store goes on when it can again", .outage) { context in
            try await context.enqueue(Fixture.draft(1))
            let job = try await context.run(Fixture.draft(2, kind: "kind.b"), token: 2)
            try await context.whileBroken {
                try await expectStoreError(.unavailable, "enqueue") { _ = try await context.store.enqueue([Fixture.draft(3)]) }
                try await context.expectNothingButUnavailable(job)
            }
            // A reply may have been lost; after a repetition with the same ids, the state is as if the first call had been answered.
            let results = try await context.patiently { try await context.store.enqueue([Fixture.draft(3)]) }
            try expectTrue(
                results == [.enqueued(Fixture.id(3))] || results == [.duplicate(of: Fixture.id(3), kind: Fixture.kind)],
                "one job, from either call")
            let first = try await context.patiently { try await context.claim(token: 1) }
            let second = try await context.patiently { try await context.claim(token: 3) }
            try expect((first.jobs + second.jobs).map(\.id), [1, 3].map(Fixture.id))
            try expect((first.jobs + second.jobs).map(\.attempt), [1, 1])
            try expect(try await context.settle(job, .succeeded()), .applied)
        }
    ]
}

extension ConformanceContext {
    /// Calls all at the same time, since each may wait for the database. A read may be answered from a copy in memory.
    fileprivate func expectNothingButUnavailable(_ job: ClaimedJob) async throws {
        let verbs: [@Sendable () async throws -> Void] = [
            { _ = try await claim(token: 1) }, { _ = try await store.jobs([job.id]) }, { _ = try await store.counts() },
            { _ = try await store.renew([HeldClaim(job.lease)], for: .seconds(60)) },
            { try await store.setPaused(false, queue: Fixture.queue) },
        ]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for verb in verbs {
                group.addTask { do { try await verb() } catch let error as JobStoreError where error.code == .unavailable {} }
            }
            try await group.waitForAll()
        }
    }

    /// Repeats the call, as a worker does, while the database comes back.
    fileprivate func patiently<Value>(_ body: () async throws -> Value) async throws -> Value {
        for _ in 1...50 {
            do { return try await body() } catch let error as JobStoreError where error.code == .unavailable {}
        }
        return try await body()
    }
}
