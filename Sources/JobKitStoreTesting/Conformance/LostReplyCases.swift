import Foundation

// The work is done and the reply never comes: the caller repeats the call with the same ids and tokens. The second time nothing may change.

extension StoreConformance {
    static let lostReplyCases: [ConformanceCase] = [
        lostReply(
            "An enqueue whose reply was lost stores its jobs once",
            answer: [1, 2].map { EnqueueResult.duplicate(of: Fixture.id($0), kind: Fixture.kind) }
        ) { _ in
            { try await $0.enqueue([Fixture.draft(1, due: .after(.seconds(9))), Fixture.draft(2)]) }
        },
        lostReply("A prune whose reply was lost removes no more the second time", answer: 0) { context in
            for (n, state) in [JobState.completed, .failed, .cancelled].enumerated() {
                try await context.finish(Fixture.draft(n + 1), state, token: n)
            }
            context.clock.advance(by: .seconds(10))
            try await context.finish(Fixture.draft(9), .completed, token: 9)
            let old = Retention(completed: .seconds(5), failed: .seconds(5), cancelled: nil, expired: nil)
            return { try await $0.prune(old, limit: 10) }
        },
        lostReply("A renewal whose reply was lost is as long the second time", answer: false) { context in
            let job = try await context.run(Fixture.draft(1))
            try expect(try await context.requestCancel(job), .applied)
            return { try await $0.renew([HeldClaim(job.lease)], for: .seconds(500)) == [.lost] }
        },
        lostReply("A pause whose reply was lost is one pause", answer: 0) { context in
            try await context.enqueue(Fixture.draft(1))
            return { store -> Int in
                try await store.setPaused(true, queue: Fixture.queue)
                return try await context.claim().jobs.count
            }
        },
        lostReply("A worker whose announcement was lost is listed once", answer: true) { _ in
            { store -> Bool in
                try await store.announce(WorkerInfo(id: "worker.1", queues: ["queue.a"], kinds: ["kind.a"], concurrency: 3), leaving: false)
                return true
            }
        },
        ConformanceCase(
            "A claim whose reply was lost is answered the second time, though the queue was paused and the clock went on", .races,
            time: .manual
        ) {
            context in
            _ = try await context.store.enqueue((1...3).map { Fixture.draft($0) })
            let faulty = FaultyStore(context.store) { $0.number == 1 ? .lostReply : nil }
            let request = ClaimRequest(
                token: Fixture.token(1), worker: "worker.1", queues: [Fixture.queue], kinds: [Fixture.kind], limit: 2, lease: .seconds(60))
            let claimedAt = context.clock.now
            try await expectStoreError(.unavailable, "the first claim") { _ = try await faulty.claim(request) }
            context.clock.advance(by: .seconds(59))
            try await context.store.setPaused(true, queue: Fixture.queue)
            let claim = try await faulty.claim(request)
            try expect(claim.jobs.map(\.id), [Fixture.id(1), Fixture.id(2)])
            try expect(claim.jobs.map(\.attempt), [1, 1], "one attempt is counted")
            try expect([claim.claimedAt, claim.until], [claimedAt, claimedAt.advanced(by: .seconds(60))])
        },
        settling("A completion whose reply was lost stands", .succeeded(output: Data("output".utf8))),
        settling("A failure whose reply was lost counts once, and is one entry in the history", .failed(Fixture.passing)),
        settling("A final failure whose reply was lost stands", .failed(Fixture.fatal)),
        settling("A snooze whose reply was lost gives back one attempt", .snoozed(until: .after(.seconds(5)))),
        settling("A release whose reply was lost gives back one attempt", .released),
        settling("A rescue whose reply was lost is one entry in the history", .leaseLapsed, lease: .zero),
        changing("A cancel of a waiting job whose reply was lost is one end", .cancel) { try await $0.enqueue(Fixture.draft(1)) },
        changing("An expiry whose reply was lost is one end", .deadlinePassed) { context in
            try await context.enqueue(Fixture.draft(1, deadline: .at(try await context.now().advanced(by: .seconds(-1)))))
        },
        changing("A retry by hand whose reply was lost renews the budget once", .retry) { try await $0.finish(Fixture.draft(1), .failed) },
        underLease("A request to cancel whose reply was lost is noted once", .noteCancelRequest),
        underLease("Progress whose reply was lost is reported once", .report(JobProgress(stage: "half", fraction: 0.5, message: "well"))),
        underLease("A step whose reply was lost is stored once", .saveStep(name: "step", result: Data("result".utf8))),
    ]

    /// - Parameters:
    ///   - answer: to the second call.
    ///   - arrange: prepares the store, and returns the operation that loses its first reply.
    private static func lostReply<Answer: Equatable & Sendable>(
        _ name: String, answer: Answer,
        arrange: @escaping @Sendable (ConformanceContext) async throws -> @Sendable (any JobStore) async throws -> Answer
    ) -> ConformanceCase {
        ConformanceCase(name, .races, time: .manual) { context in
            let verb = try await arrange(context)
            let faulty = FaultyStore(context.store) { $0.number == 1 ? .lostReply : nil }
            try await expectStoreError(.unavailable, "the first call") { _ = try await verb(faulty) }
            let once = try await context.everything()
            try expect(try await verb(faulty), answer, "the answer to the second call")
            try expect(try await context.everything(), once, "what the second call has changed")
        }
    }

    /// A settle with the state machine's decision, under a lease that the first call has closed.
    private static func settling(_ name: String, _ event: JobEvent, lease: Duration = .seconds(60)) -> ConformanceCase {
        changing(name, event) { _ = try await $0.run(Fixture.draft(1, maxAttempts: 4), lease: lease) }
    }

    private static func changing(
        _ name: String, _ event: JobEvent, arrange: @escaping @Sendable (ConformanceContext) async throws -> Void
    ) -> ConformanceCase {
        lostReply(name, answer: [ApplyResult.superseded]) { context in
            try await arrange(context)
            let job = try await context.job(Fixture.id(1))
            let transition = try Fixture.transition(of: job.status, event, now: try await context.now())
            let change = JobChange(
                id: job.id, expecting: job.expectation(for: event), transition: transition,
                failure: event.failure ?? Fixture.passing)
            return { try await $0.apply([change]) }
        }
    }

    private static func underLease(_ name: String, _ effect: JobChange.Effect) -> ConformanceCase {
        lostReply(name, answer: [ApplyResult.applied]) { context in
            let job = try await context.run(Fixture.draft(1))
            let change = JobChange(id: job.id, expecting: .leased(job.lease, cancelRequested: false), effect: effect)
            return { try await $0.apply([change]) }
        }
    }
}

/// The complete visible state of a store with a few jobs.
struct StoreContents: Equatable, Sendable {
    var jobs: [JobRecord]
    var steps: [JobID: [String: Data]] = [:]
    var counts: Set<JobCount>
    var overview: StoreOverview
}

extension ConformanceContext {
    /// The complete state, for comparing: the clock stands still between two reads.
    func everything() async throws -> StoreContents {
        let jobs = try await store.jobs(matching: JobQuery(), page: PageRequest(limit: 1_000)).jobs
        var contents = StoreContents(jobs: jobs, counts: Set(try await store.counts()), overview: try await store.overview())
        for job in jobs { contents.steps[job.id] = try await store.stepResults(of: job.id) }
        return contents
    }
}
