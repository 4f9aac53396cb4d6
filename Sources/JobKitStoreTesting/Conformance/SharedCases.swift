import Foundation

// Two stores open on the same data, as in two processes; skipped where no two stores can share their data.

extension StoreConformance {
    static let sharedCases: [ConformanceCase] = [
        ConformanceCase("What one store enqueues another claims, in the order of enqueueing across both", .shared) { first in
            let second = try await first.another()
            let due = try await first.now().advanced(by: .seconds(-1))
            for n in 1...6 { try await (n % 2 == 0 ? second : first).enqueue(Fixture.draft(n, due: .at(due))) }
            try expect(try await second.store.enqueue([Fixture.draft(1)]), [.duplicate(of: Fixture.id(1), kind: Fixture.kind)])
            try expect(try await second.listed(JobQuery()), [6, 5, 4, 3, 2, 1])
            try expect(try await first.claim(2, token: 1).jobs.map(\.id), [1, 2].map(Fixture.id))
            try expect(try await second.claim(3, token: 2).jobs.map(\.id), [3, 4, 5].map(Fixture.id))
            try expect(try await first.claim(3, token: 3).jobs.map(\.id), [6].map(Fixture.id))
        },
        ConformanceCase("A pause by one store holds in every other, and its end too", .shared) { first in
            let second = try await first.another()
            _ = try await first.store.enqueue((1...3).map { Fixture.draft($0) })
            try expect(try await second.claim(1, token: 1).jobs.count, 1, "before the pause")
            try await first.store.setPaused(true, queue: Fixture.queue)
            try expect(try await second.claim(1, token: 2).jobs, [], "during the pause")
            try expect(try await second.store.overview().pausedQueues, [Fixture.queue])
            try await first.store.setPaused(false, queue: Fixture.queue)
            try expect(try await second.claim(1, token: 3).jobs.count, 1, "after the pause")
            try await second.store.setPaused(true, queue: Fixture.queue)
            try expect(try await first.claim(1, token: 4).jobs, [], "the other way round")
        },
        ConformanceCase("The fence holds across stores, and a claim is repeated, renewed and settled by either", .shared) { first in
            let second = try await first.another()
            _ = try await first.store.enqueue((1...2).map { Fixture.draft($0) })
            let jobs = try await first.claim(token: 1).jobs
            try expect(try await second.claim(token: 1).jobs, jobs, "the claim repeated")
            try expectTrue(
                try await second.store.renew([HeldClaim(token: Fixture.token(1), places: [0, 1])], for: .seconds(500)) != [.lost],
                "the claim is renewed")
            var stranger = jobs[0]
            stranger.lease = Lease(token: Fixture.token(2), place: 0)
            try expect(try await second.settle(stranger, .succeeded()), .superseded)
            try expect(try await second.settle(jobs[0], .succeeded()), .applied)
            try expect(try await first.settle(jobs[0], .succeeded()), .superseded)
            try expect(try await first.requestCancel(jobs[1]), .applied)
            try expect(try await second.settle(jobs[1], .released), .cancelRequested)
            try expect(try await second.settle(jobs[1], .released, cancelRequested: true), .applied)
            try expect(try await first.store.renew([HeldClaim(token: Fixture.token(1), places: [0, 1])], for: .seconds(500)), [.lost])
        },
        ConformanceCase("A claim that one store took back is lost to the other", .shared) { first in
            let second = try await first.another()
            let job = try await first.run(Fixture.draft(1), lease: .zero)
            try expect(try await second.sweep(try await second.job(job.id)), .applied)
            try expect(try await first.settle(job, .succeeded()), .superseded)
            try expect(try await first.store.renew([HeldClaim(job.lease)], for: .seconds(60)), [.lost])
            try expect(try await second.claimAgain(Fixture.draft(1), token: 2).attempt, 2)
        },
        ConformanceCase("Workers, steps and prunes of one store are seen by the other", .shared, time: .manual) { first in
            let second = try await first.another()
            try await first.store.announce(WorkerInfo(id: "w", queues: [], kinds: [], concurrency: 1), leaving: false)
            try expect(try await second.store.overview().workers.map(\.id), ["w"])
            let job = try await first.run(Fixture.draft(1))
            try expect(try await first.saveStep(job, "step", Data([1])), .applied)
            try expect(try await second.store.stepResults(of: job.id), ["step": Data([1])])
            try expect(try await second.saveStep(job, "step", Data([2])), .applied)
            try expect(try await first.store.stepResults(of: job.id), ["step": Data([2])])
            try expect(try await second.settle(job, .succeeded()), .applied)
            first.clock.advance(by: .seconds(1))
            let old = Retention(completed: .zero, failed: nil, cancelled: nil, expired: nil)
            try expect(try await first.store.prune(old, limit: 10), 1)
            try expect(try await second.store.jobs([job.id]), [])
        },
        ConformanceCase("An enqueue, an end and a resumed queue are signalled to the subscribers of every store", .shared) { first in
            let second = try await first.another()
            guard first.hearsOthers else { throw ConformanceSkip(reason: "the store hears nothing of others") }
            var signals = second.store.signals().makeAsyncIterator()
            // Twice: the first signal may be the subscription's own, from which on nothing may be missed.
            for n in 1...2 {
                try await first.enqueue(Fixture.draft(n))
                try expectTrue(await signals.next() != nil, "a signal of enqueue \(n)")
            }
            // More often than earlier signals can be left over.
            for n in 3...6 {
                try await first.enqueue(Fixture.draft(n))
                try expectTrue(await signals.next() != nil, "a signal of enqueue \(n)")
            }
            for (n, job) in try await first.claim(token: 1).jobs.enumerated() {
                try expect(try await first.settle(job, .succeeded()), .applied)
                try expectTrue(await signals.next() != nil, "a signal of end \(n)")
            }
            try await first.store.setPaused(true, queue: Fixture.queue)
            try await first.store.setPaused(false, queue: Fixture.queue)
            try expectTrue(await signals.next() != nil, "a signal of the resumed queue")
        },
        ConformanceCase("Readers of another store see all of a batch or none of it", .shared) { first in
            try await first.expectWholeBatches(seenBy: try await first.another())
        },
        ConformanceCase("Readers of the same store see all of a batch or none of it", .concurrency) { context in
            try await context.expectWholeBatches(seenBy: context)
        },
        ConformanceCase("Nothing is written any more when closing has returned", .shared) { first in
            let second = try await first.another()
            let store = first.store
            try await withThrowingTaskGroup(of: Void.self) { group in
                for n in 1...100 {
                    group.addTask {
                        do { _ = try await store.enqueue([Fixture.draft(n)]) } catch let error as JobStoreError where error.code == .closed
                        {}
                    }
                }
                // Some batches are stored, and most are under way.
                try await group.next()
                await store.close()
                let closed = try await second.listed(JobQuery())
                try await group.waitForAll()
                try expect(try await second.listed(JobQuery()), closed)
            }
        },
    ]
}

extension ConformanceContext {
    fileprivate static let batch = 40

    /// Enqueues batches through this store while `reader` counts repeatedly.
    fileprivate func expectWholeBatches(seenBy reader: ConformanceContext) async throws {
        let size = Self.batch
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                for batch in 0..<12 { _ = try await store.enqueue((1...size).map { Fixture.draft(batch * size + $0) }) }
                return true
            }
            group.addTask {
                while !Task.isCancelled {
                    let count = try await reader.store.counts().reduce(0) { $0 + $1.count }
                    try expect(count % size, 0, "jobs seen beyond whole batches")
                }
                return false
            }
            while let isWriter = try await group.next() {
                if isWriter { group.cancelAll() }
            }
        }
    }
}
