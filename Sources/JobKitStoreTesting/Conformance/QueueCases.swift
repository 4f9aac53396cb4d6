import Foundation

extension StoreConformance {
    static let queueCases: [ConformanceCase] = [
        ConformanceCase("A paused queue accepts jobs and hands none out, and others go on", .queues) { context in
            try await context.store.setPaused(true, queue: "queue.a")
            try await context.enqueue(Fixture.draft(1, queue: "queue.a"), Fixture.draft(2, queue: "queue.b"))
            try expect(try await context.claim(token: 1, queues: ["queue.a", "queue.b"]).jobs.map(\.id), [Fixture.id(2)])
            try expect(try await context.job(Fixture.id(1)).state, .pending)
        },
        ConformanceCase("A queue that is resumed hands out what gathered", .queues) { context in
            try await context.enqueue(Fixture.draft(1))
            try await context.store.setPaused(true, queue: Fixture.queue)
            try expect(try await context.claim(token: 1).jobs, [])
            try await context.store.setPaused(false, queue: Fixture.queue)
            try expect(try await context.claim(token: 2).jobs.map(\.id), [Fixture.id(1)])
        },
        ConformanceCase("Running jobs of a paused queue go on, settle, and wait again", .queues) { context in
            _ = try await context.store.enqueue((1...2).map { Fixture.draft($0) })
            let jobs = try await context.claim().jobs
            try await context.store.setPaused(true, queue: Fixture.queue)
            try expect(try await context.report(jobs[0], JobProgress(stage: "on")), .applied)
            try expect(try await context.settle(jobs[0], .succeeded()), .applied)
            try expect(try await context.settle(jobs[1], .released), .applied)
            try expect(try await context.claim(token: 2).jobs, [])
        },
        ConformanceCase("Pausing and resuming twice is as good as once", .queues) { context in
            for _ in 1...2 { try await context.store.setPaused(true, queue: "queue.b") }
            try await context.store.setPaused(true, queue: "queue.a")
            try expect(try await context.store.overview().pausedQueues, ["queue.a", "queue.b"])
            for _ in 1...2 { try await context.store.setPaused(false, queue: "queue.b") }
            try await context.store.setPaused(false, queue: "queue.x")
            try expect(try await context.store.overview().pausedQueues, ["queue.a"])
        },
        ConformanceCase("The overview of an empty store shows its time and nothing else", .queues, time: .manual) { context in
            context.clock.advance(by: .seconds(4))
            try expect(try await context.store.overview(), StoreOverview(now: context.clock.now, pausedQueues: [], workers: []))
        },
        ConformanceCase("Workers are listed by id, as they announced themselves, seen by the store's clock", .queues, time: .manual) {
            context in
            let second = Fixture.worker(2)
            let first = Fixture.worker(1)
            try await context.store.announce(second, leaving: false)
            let earlier = context.clock.now
            context.clock.advance(by: .seconds(6))
            try await context.store.announce(first, leaving: false)
            try expect(
                try await context.store.overview().workers, [first.seen(at: context.clock.now), second.seen(at: earlier)])
        },
        ConformanceCase("A worker's later announcement replaces the earlier", .queues) { context in
            try await context.store.announce(Fixture.worker(1), leaving: false)
            var changed = Fixture.worker(2)
            changed.id = Fixture.worker(1).id
            try await context.store.announce(changed, leaving: false)
            let workers = try await context.store.overview().workers
            try expect(workers.count, 1)
            try expect(workers.first?.queues, changed.queues)
            try expect(workers.first?.kinds, changed.kinds)
            try expect(workers.first?.concurrency, changed.concurrency)
        },
        ConformanceCase("A worker that leaves is listed no more, and may leave unannounced", .queues) { context in
            try await context.store.announce(Fixture.worker(1), leaving: false)
            try await context.store.announce(Fixture.worker(2), leaving: false)
            try await context.store.announce(Fixture.worker(1), leaving: true)
            try await context.store.announce(Fixture.worker(3), leaving: true)
            try expect(try await context.store.overview().workers.map(\.id), [Fixture.worker(2).id])
        },
        ConformanceCase("A worker is forgotten a day after it was last seen", .queues, time: .manual) { context in
            try await context.store.announce(Fixture.worker(1), leaving: false)
            context.clock.advance(by: .seconds(86_400) - .seconds(1))
            try await context.store.announce(Fixture.worker(2), leaving: false)
            try expect(try await context.store.overview().workers.map(\.id), [1, 2].map { Fixture.worker($0).id })
            context.clock.advance(by: .seconds(2))
            try expect(try await context.store.overview().workers.map(\.id), [Fixture.worker(2).id])
        },
        ConformanceCase("A worker is listed for exactly a day, and not a microsecond longer", .queues, time: .manual) { context in
            try await context.store.announce(Fixture.worker(1), leaving: false)
            context.clock.advance(by: .seconds(86_400))
            try expect(try await context.store.overview().workers.map(\.id), [Fixture.worker(1).id])
            context.clock.advance(by: .microseconds(1))
            try expect(try await context.store.overview().workers.map(\.id), [])
        },
        ConformanceCase("A worker of no queue and no kind is listed as such", .queues) { context in
            try await context.store.announce(WorkerInfo(id: "idle", queues: [], kinds: [], concurrency: 0), leaving: false)
            let worker = try unwrap(try await context.store.overview().workers.first, "worker")
            try expect(worker.queues, [])
            try expect(worker.kinds, [])
            try expect(worker.concurrency, 0)
        },
        ConformanceCase("Preparing again keeps everything", .queues) { context in
            try await context.everyState()
            try await context.store.setPaused(true, queue: "queue.p")
            let before = try await context.store.jobs(matching: JobQuery(), page: PageRequest())
            try await context.store.prepare()
            try expect(try await context.store.jobs(matching: JobQuery(), page: PageRequest()), before)
            try expect(try await context.store.overview().pausedQueues, ["queue.p"])
        },
    ]
}

extension Fixture {
    fileprivate static func worker(_ n: Int) -> WorkerInfo {
        WorkerInfo(
            id: "worker.\(n)", queues: ["queue.\(n).b", "queue.\(n).a"], kinds: ["kind.\(n).b", "kind.\(n).a"], concurrency: 40 + n)
    }
}

extension WorkerInfo {
    fileprivate func seen(at time: Timestamp) -> WorkerInfo {
        var seen = self
        seen.seenAt = time
        return seen
    }
}
