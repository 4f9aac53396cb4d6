import Foundation

extension StoreConformance {
    static let enqueueCases: [ConformanceCase] = [
        ConformanceCase("The answers to an enqueue are in the order of the drafts", .enqueue) { context in
            let numbers = [5, 2, 9, 1, 7]
            let results = try await context.store.enqueue(numbers.map { Fixture.draft($0) })
            try expect(results, numbers.map { .enqueued(Fixture.id($0)) })
        },
        ConformanceCase("An empty batch is enqueued without an answer", .enqueue) { context in
            try expect(try await context.store.enqueue([]), [])
            try expect(try await context.store.counts(), [])
        },
        ConformanceCase("A second draft with an id of the same batch is a duplicate", .enqueue) { context in
            let results = try await context.store.enqueue([Fixture.draft(1), Fixture.draft(2), Fixture.draft(1, kind: "kind.b")])
            try expect(results, [.enqueued(Fixture.id(1)), .enqueued(Fixture.id(2)), .duplicate(of: Fixture.id(1), kind: Fixture.kind)])
            try expect(try await context.job(Fixture.id(1)).kind, Fixture.kind, "the first draft stands")
        },
        ConformanceCase("A draft with an id that is stored already is a duplicate, and the others of its batch are not", .enqueue) {
            context in
            try await context.enqueue(Fixture.draft(2))
            let results = try await context.store.enqueue([Fixture.draft(1), Fixture.draft(2), Fixture.draft(3)])
            try expect(results, [.enqueued(Fixture.id(1)), .duplicate(of: Fixture.id(2), kind: Fixture.kind), .enqueued(Fixture.id(3))])
        },
        ConformanceCase("A duplicate changes nothing of the job that is there", .enqueue) { context in
            try await context.enqueue(Fixture.draft(1, due: .after(.seconds(50))))
            let before = try await context.job(Fixture.id(1))
            var other = Fixture.draft(2, kind: "kind.b", queue: "queue.b", priority: .urgent, deadline: .now, tags: ["tag.c"])
            other.id = Fixture.id(1)
            try expect(
                try await context.store.enqueue([other]), [.duplicate(of: Fixture.id(1), kind: Fixture.kind)], "of the kind that is there")
            try expect(try await context.job(Fixture.id(1)), before)
            try expect(try await context.store.jobs(matching: JobQuery(tags: ["tag.c"]), page: PageRequest()).jobs, [])
            try expect(try await context.claim(queues: ["queue.b"], kinds: ["kind.b"]).jobs, [])
        },
        ConformanceCase("A duplicate of a running or a finished job leaves it as it is", .enqueue) { context in
            try await context.finish(Fixture.draft(1), .completed)
            _ = try await context.run(Fixture.draft(2))
            let before = [try await context.job(Fixture.id(1)), try await context.job(Fixture.id(2))]
            let results = try await context.store.enqueue([Fixture.draft(1, kind: "kind.c"), Fixture.draft(2)])
            try expect(results, [1, 2].map { .duplicate(of: Fixture.id($0), kind: Fixture.kind) })
            try expect([try await context.job(Fixture.id(1)), try await context.job(Fixture.id(2))], before)
            try expect(try await context.claim(token: 7).jobs, [])
        },
        ConformanceCase("A job is created and due now by the store's clock", .enqueue, time: .manual) { context in
            context.clock.advance(by: .seconds(17))
            try await context.enqueue(Fixture.draft(1))
            let job = try await context.job(Fixture.id(1))
            try expect(job.createdAt, context.clock.now)
            try expect(job.dueAt, context.clock.now)
            try expect(job.state, .pending)
        },
        ConformanceCase("Delays count from the store's clock", .enqueue, time: .manual) { context in
            try await context.enqueue(Fixture.draft(1, due: .after(.seconds(40)), deadline: .after(.seconds(90))))
            let job = try await context.job(Fixture.id(1))
            try expect(job.dueAt, context.clock.now.advanced(by: .seconds(40)))
            try expect(job.deadline, context.clock.now.advanced(by: .seconds(90)))
            try expect(job.state, .scheduled)
        },
        ConformanceCase("Of many duplicates in one batch each is answered with the kind of its own job", .enqueue) { context in
            let kinds = ["kind.a", "kind.b", "kind.c"]
            let stored = (0..<600).map { Fixture.draft($0, kind: kinds[$0 % 3], queue: "queue.\($0 % 2)") }
            _ = try await context.store.enqueue(stored)
            let results = try await context.store.enqueue((0..<700).map { Fixture.draft($0, kind: "kind.d") })
            try expect(
                results,
                stored.map { .duplicate(of: $0.id, kind: $0.kind) } + (600..<700).map { .enqueued(Fixture.id($0)) })
        },
        ConformanceCase("A due time that has passed counts as now", .enqueue, time: .manual) { context in
            try await context.enqueue(Fixture.draft(1, priority: .low))
            context.clock.advance(by: .seconds(1))
            for (n, past) in [(2, 0), (3, -2_208_988_800_000_001), (4, Int64.min)] {
                try await context.enqueue(Fixture.draft(n, priority: .low, due: .at(Timestamp(microseconds: past))))
                let job = try await context.job(Fixture.id(n))
                try expect(job.dueAt, context.clock.now)
                try expect(job.state, .pending)
            }
            try expect(try await context.claim().jobs.map(\.id), (1...4).map(Fixture.id), "no job overtakes by a time in the past")
        },
        ConformanceCase("A due time that has passed counts as now for every job of a large batch", .enqueue, time: .manual) { context in
            _ = try await context.store.enqueue((1...600).map { Fixture.draft($0, due: .at(Timestamp(microseconds: Int64(700 - $0)))) })
            try expect(try await context.job(Fixture.id(600)).dueAt, context.clock.now)
            try expect(try await context.claim(600).jobs.map(\.id), (1...600).map(Fixture.id))
        },
        ConformanceCase("A thousand drafts are one batch", .enqueue) { context in
            let drafts = (1...1_000).map { Fixture.draft($0) }
            try expect(try await context.store.enqueue(drafts), drafts.map { .enqueued($0.id) })
            try expect(
                try await context.store.counts(),
                [JobCount(queue: Fixture.queue, kind: Fixture.kind, state: .pending, count: 1_000)])
        },
    ]
}
