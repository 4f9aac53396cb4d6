import Foundation

extension StoreConformance {
    static let closeCases: [ConformanceCase] = [
        ConformanceCase("A closed store refuses every verb as closed", .close) { context in
            let job = try await context.run(Fixture.draft(1))
            await context.store.close()
            let store = context.store
            let lease = JobChange.Expectation.leased(job.lease, cancelRequested: false)
            try await expectStoreError(.closed, "enqueue") { _ = try await store.enqueue([Fixture.draft(2)]) }
            try await expectStoreError(.closed, "claim") { _ = try await context.claim() }
            try await expectStoreError(.closed, "apply") {
                _ = try await store.apply([JobChange(id: job.id, expecting: lease, effect: .finish(.completed, output: nil))])
            }
            try await expectStoreError(.closed, "renew") { _ = try await store.renew([HeldClaim(job.lease)], for: .seconds(60)) }
            try await expectStoreError(.closed, "stepResults") { _ = try await store.stepResults(of: job.id) }
            try await expectStoreError(.closed, "jobs by id") { _ = try await store.jobs([job.id]) }
            try await expectStoreError(.closed, "jobs by query") { _ = try await store.jobs(matching: JobQuery(), page: PageRequest()) }
            try await expectStoreError(.closed, "counts") { _ = try await store.counts() }
            try await expectStoreError(.closed, "overdue") { _ = try await store.overdue(OverdueRequest(limit: 1)) }
            try await expectStoreError(.closed, "prune") { _ = try await store.prune(.default, limit: 1) }
            try await expectStoreError(.closed, "setPaused") { try await store.setPaused(true, queue: "queue.a") }
            try await expectStoreError(.closed, "announce") {
                try await store.announce(WorkerInfo(id: "w", queues: [], kinds: [], concurrency: 1), leaving: false)
            }
            try await expectStoreError(.closed, "overview") { _ = try await store.overview() }
        },
        ConformanceCase("Closing twice is as good as once", .close) { context in
            await context.store.close()
            await context.store.close()
            try await expectStoreError(.closed, "counts") { _ = try await context.store.counts() }
        },
        ConformanceCase("Closing ends the signals, those subscribed to later included", .close) { context in
            let before = context.store.signals()
            await context.store.close()
            for await _ in before {}
            for await _ in context.store.signals() {}
        },
        ConformanceCase("An enqueue is signalled to every subscriber", .close) { context in
            var first = context.store.signals().makeAsyncIterator()
            var second = context.store.signals().makeAsyncIterator()
            try await context.enqueue(Fixture.draft(1))
            try expectTrue(await first.next() != nil, "a signal")
            try expectTrue(await second.next() != nil, "a signal")
        },
    ]
}
