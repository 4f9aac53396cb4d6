import Foundation

// Acknowledged writes are there when the store is opened again; skipped where no data outlives the store.

extension StoreConformance {
    static let reopenCases: [ConformanceCase] = [
        ConformanceCase(
            "Jobs in every state, their steps, tags, pauses and workers are there after closing and opening again", .close, time: .manual
        ) {
            context in
            for (n, state) in [JobState.completed, .failed, .cancelled, .expired].enumerated() {
                try await context.finish(Fixture.draft(n + 1), state, token: n + 1)
            }
            try await context.enqueue(
                Fixture.draft(5, due: .after(.seconds(60)), deadline: .after(.seconds(90))), Fixture.draft(6, priority: .urgent))
            let job = try await context.run(Fixture.draft(7, kind: "kind.b"), token: 7)
            try expect(try await context.saveStep(job, "step", Data("result".utf8)), .applied)
            try expect(try await context.report(job, JobProgress(stage: "half", fraction: 0.5, message: "well")), .applied)
            try expect(try await context.requestCancel(job), .applied)
            try await context.store.setPaused(true, queue: "queue.p")
            try await context.store.announce(
                WorkerInfo(id: "worker.1", queues: ["queue.a"], kinds: ["kind.a"], concurrency: 2), leaving: false)
            let before = try await context.everything()
            let again = try await context.reopened()
            try expect(try await again.everything(), before)
            try expect(try await again.listed(JobQuery(tags: ["tag.7.a", "tag.7.b"])), [7])
        },
        ConformanceCase("A lease holds its job across closing and opening again, and the fence holds too", .close) { context in
            try await context.enqueue(Fixture.draft(1), Fixture.draft(2))
            let jobs = try await context.claim(token: 1).jobs
            let again = try await context.reopened()
            try expect(try await again.claim(token: 1).jobs, jobs, "a claim whose reply was lost")
            try expect(try await again.settle(jobs[1], .succeeded(output: Data("late".utf8))), .applied)
            try expect(try await again.settle(jobs[1], .succeeded()), .superseded)
            var stranger = jobs[0]
            stranger.lease = Lease(token: Fixture.token(2), place: 0)
            try expect(try await again.settle(stranger, .succeeded()), .superseded)
            try expect(try await again.settle(jobs[0], .released), .applied)
        },
        ConformanceCase("Order, pages and ids go on across closing and opening again", .close) { context in
            _ = try await context.store.enqueue((1...4).map { Fixture.draft($0) })
            let page = try await context.store.jobs(matching: JobQuery(), page: PageRequest(limit: 2))
            let again = try await context.reopened()
            try expect(
                try await again.store.enqueue([Fixture.draft(2), Fixture.draft(5)]),
                [.duplicate(of: Fixture.id(2), kind: Fixture.kind), .enqueued(Fixture.id(5))])
            let rest = try await again.store.jobs(matching: JobQuery(), page: PageRequest(limit: 2, after: page.next))
            try expect(rest.jobs.map(\.id), [Fixture.id(2), Fixture.id(1)])
            try expect(try await again.claim().jobs.map(\.id), (1...5).map(Fixture.id))
        },
    ]
}
