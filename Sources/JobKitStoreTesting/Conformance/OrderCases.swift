import Foundation

extension StoreConformance {
    static let orderCases: [ConformanceCase] = [
        ConformanceCase("Jobs of one priority are taken in the order of being due, not of being enqueued", .order, time: .manual) {
            context in
            let ids = try await context.claimed([(.normal, 10), (.normal, 30), (.normal, 20)])
            try expect(ids, [2, 3, 1].map(Fixture.id))
        },
        ConformanceCase("Jobs due at the same time are taken in the order of being enqueued", .order, time: .manual) { context in
            let due = try await context.now().advanced(by: .seconds(1))
            for n in [4, 2, 3, 1] { try await context.enqueue(Fixture.draft(n, due: .at(due))) }
            context.clock.advance(by: .seconds(2))
            try expect(try await context.claim().jobs.map(\.id), [4, 2, 3, 1].map(Fixture.id))
        },
        ConformanceCase("Jobs of one batch due at the same time are taken in the order of the batch", .order) { context in
            _ = try await context.store.enqueue([4, 2, 3, 1].map { Fixture.draft($0) })
            try expect(try await context.claim().jobs.map(\.id), [4, 2, 3, 1].map(Fixture.id))
        },
        ConformanceCase("Among jobs due at the same time the higher priority goes first", .order) { context in
            let priorities: [JobPriority] = [.low, .urgent, .normal, .high]
            _ = try await context.store.enqueue(priorities.enumerated().map { Fixture.draft($0 + 1, priority: $1) })
            try expect(try await context.claim().jobs.map(\.id), [2, 4, 3, 1].map(Fixture.id))
        },
        ConformanceCase("A higher priority goes before a lower one that has waited less than the head start", .order, time: .manual) {
            context in
            try expect(try await context.claimed([(.low, 309), (.normal, 10)]), [2, 1].map(Fixture.id))
        },
        ConformanceCase("A job that has waited longer than the head start goes before a higher priority", .order, time: .manual) {
            context in
            try expect(try await context.claimed([(.normal, 10), (.low, 311)]), [2, 1].map(Fixture.id))
        },
        ConformanceCase("Where the head start makes a tie, the job that was due first is taken first", .order, time: .manual) { context in
            try expect(try await context.claimed([(.normal, 10), (.low, 310)]), [2, 1].map(Fixture.id))
        },
        ConformanceCase("Each step between priorities is worth a head start", .order, time: .manual) { context in
            try expect(try await context.claimed([(.urgent, 10), (.low, 911), (.low, 909)]), [2, 1, 3].map(Fixture.id))
        },
        ConformanceCase("Queues and kinds of one claim share one order", .order, time: .manual) { context in
            for (n, queue, kind) in [
                (1, "queue.b", "kind.a"), (2, "queue.a", "kind.b"), (3, "queue.b", "kind.b"), (4, "queue.a", "kind.a"),
            ] {
                try await context.enqueue(Fixture.draft(n, kind: kind, queue: queue, due: .after(.seconds(5 - n))))
            }
            context.clock.advance(by: .seconds(5))
            let claim = try await context.claim(queues: ["queue.a", "queue.b"], kinds: ["kind.a", "kind.b"])
            try expect(claim.jobs.map(\.id), [4, 3, 2, 1].map(Fixture.id))
        },
        ConformanceCase("The limit takes the first in line across queues and kinds", .order, time: .manual) { context in
            for n in 1...20 {
                let draft = Fixture.draft(
                    n, kind: "kind.\(n % 3)", queue: "queue.\(n % 2)", priority: n % 4 == 0 ? .high : .normal,
                    due: .after(.seconds(20 - n)))
                try await context.enqueue(draft)
            }
            context.clock.advance(by: .seconds(20))
            let claim = try await context.claim(7, queues: ["queue.0", "queue.1"], kinds: ["kind.0", "kind.1", "kind.2"])
            try expect(claim.jobs.map(\.id), [20, 16, 12, 8, 4, 19, 18].map(Fixture.id))
        },
        ConformanceCase("Two hundred mixed jobs leave in the order of rank, due time and enqueueing", .order, time: .manual) { context in
            var random = SplitMix64(seed: 11)
            let drafts = (1...200).map { n in
                let priority = JobPriority.allCases[Int(random.next() % 4)]
                return Fixture.draft(n, priority: priority, due: .after(.seconds(100 * Int(random.next() % 12))))
            }
            _ = try await context.store.enqueue(drafts)
            context.clock.advance(by: .seconds(1_200))
            let expected = drafts.enumerated().sorted { left, right in
                Fixture.place(left.element, left.offset) < Fixture.place(right.element, right.offset)
            }
            var taken: [JobID] = []
            for token in 1...20 { taken += try await context.claim(10, token: token).jobs.map(\.id) }
            try expect(taken, expected.map(\.element.id))
        },
        ConformanceCase("A released job goes before those that were behind it", .order) { context in
            _ = try await context.store.enqueue((1...3).map { Fixture.draft($0) })
            let first = try await context.claim(1, token: 1).jobs[0]
            try expect(try await context.settle(first, .released), .applied)
            try expect(try await context.claim(token: 2).jobs.map(\.id), (1...3).map(Fixture.id))
        },
        ConformanceCase("A job retried by hand stands behind those that are due already", .order, time: .manual) { context in
            try await context.finish(Fixture.draft(1), .failed)
            try await context.enqueue(Fixture.draft(2))
            context.clock.advance(by: .seconds(1))
            try expect(try await context.change(Fixture.id(1), .retry, expecting: .finished(.failed)), .applied)
            try expect(try await context.claim().jobs.map(\.id), [2, 1].map(Fixture.id))
        },
    ]
}

extension ConformanceContext {
    /// Enqueues jobs 1, 2, …, and claims them when they have been due for that many seconds.
    fileprivate func claimed(_ jobs: [(priority: JobPriority, seconds: Int)]) async throws -> [JobID] {
        let longest = jobs.map(\.seconds).max() ?? 0
        for (offset, job) in jobs.enumerated() {
            try await enqueue(Fixture.draft(offset + 1, priority: job.priority, due: .after(.seconds(longest - job.seconds))))
        }
        clock.advance(by: .seconds(longest))
        return try await claim().jobs.map(\.id)
    }
}

extension Fixture {
    /// The key of the order of claiming: rank, due time, order of enqueueing.
    fileprivate static func place(_ draft: JobDraft, _ offset: Int) -> (Timestamp, Timestamp, Int) {
        let due = draft.due.resolved(at: Timestamp(microseconds: 0))
        return (draft.priority.rank(dueAt: due), due, offset)
    }
}
