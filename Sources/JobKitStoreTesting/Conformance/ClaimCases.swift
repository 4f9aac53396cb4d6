import Foundation

extension StoreConformance {
    static let claimCases: [ConformanceCase] = [
        ConformanceCase("A claim without a sensible limit takes what is due, or as much of it as the store hands out at once", .claim) {
            context in
            try await context.enqueue(Fixture.draft(1), Fixture.draft(2))
            try expect(try await context.claim(.max).jobs.count, 2)
        },
        ConformanceCase("A claim of less than one job takes one", .claim) { context in
            _ = try await context.store.enqueue((1...3).map { Fixture.draft($0) })
            try expect(try await context.claim(0, token: 1).jobs.map(\.id), [Fixture.id(1)])
            try expect(try await context.claim(-5, token: 2).jobs.map(\.id), [Fixture.id(2)])
        },
        ConformanceCase("A claimed job carries everything that was enqueued", .claim) { context in
            let now = try await context.now()
            let deadline = now.advanced(by: .seconds(500))
            let draft = Fixture.draft(1, priority: .high, deadline: .at(deadline))
            try await context.enqueue(draft)
            let record = try await context.job(draft.id)
            let job = try await context.claimAgain(draft, token: 1)
            let expected = ClaimedJob(
                id: draft.id, lease: Lease(token: Fixture.token(1), place: 0), kind: draft.kind, version: draft.version,
                payload: draft.payload, queue: draft.queue, priority: .high, tags: draft.tags, headers: draft.headers, attempt: 1,
                maxAttempts: draft.maxAttempts, timeout: draft.timeout, deadline: deadline, createdAt: record.createdAt, dueAt: record.dueAt
            )
            try expect(job, expected)
        },
        ConformanceCase("A claimed job's record shows who holds it and until when", .claim) { context in
            try await context.enqueue(Fixture.draft(1))
            let claim = try await context.claim(worker: "worker.7", lease: .seconds(45))
            try expect(claim.token, Fixture.token(1))
            try expect(claim.until, claim.claimedAt.advanced(by: .seconds(45)))
            try expect(
                try await context.job(Fixture.id(1)).claim,
                ClaimInfo(
                    lease: Lease(token: Fixture.token(1), place: 0), worker: "worker.7", claimedAt: claim.claimedAt, until: claim.until))
        },
        ConformanceCase("A claim is made at the time that the store's clock shows", .claim, time: .manual) { context in
            context.clock.advance(by: .seconds(8))
            try expect(try await context.claim().claimedAt, context.clock.now)
        },
        ConformanceCase("A claim on a store without jobs is empty", .claim) { context in
            let claim = try await context.claim()
            try expect(claim.jobs, [])
            try expect(claim.nextDueAt, nil)
            try expect(claim.sawPassedDeadlines, false)
        },
        ConformanceCase("A claim takes only from the queues that it names", .claim) { context in
            try await context.enqueue(
                Fixture.draft(1, queue: "queue.a"), Fixture.draft(2, queue: "queue.b"), Fixture.draft(3, queue: "queue.c"))
            let claim = try await context.claim(queues: ["queue.c", "queue.a", "queue.x"])
            try expect(claim.jobs.map(\.queue), ["queue.a", "queue.c"])
            try expect(try await context.job(Fixture.id(2)).state, .pending)
        },
        ConformanceCase("A claim takes only the kinds that it names", .claim) { context in
            try await context.enqueue(Fixture.draft(1, kind: "kind.a"), Fixture.draft(2, kind: "kind.b"), Fixture.draft(3, kind: "kind.c"))
            let claim = try await context.claim(kinds: ["kind.c", "kind.a", "kind.x"])
            try expect(claim.jobs.map(\.kind), ["kind.a", "kind.c"])
            let other = try await context.job(Fixture.id(2))
            try expect(other.state, .pending, "a job of an unknown kind stays")
            try expect(other.attempt, 0, "and loses no attempt")
        },
        ConformanceCase("Names are compared to the letter", .claim) { context in
            try await context.enqueue(
                Fixture.draft(1, kind: "kind.A"), Fixture.draft(2, queue: "queue.a "), Fixture.draft(3, queue: "queue_a"))
            try expect(try await context.claim(queues: ["queue.a", "QUEUE.A ", "queue%"], kinds: ["kind.a", "kind%"]).jobs, [])
        },
        ConformanceCase("A claim that names no queue or no kind takes nothing", .claim) { context in
            try await context.enqueue(Fixture.draft(1))
            try expect(try await context.claim(token: 1, queues: []).jobs, [])
            try expect(try await context.claim(token: 2, kinds: []).jobs, [])
            try expect(try await context.job(Fixture.id(1)).state, .pending)
        },
        ConformanceCase("Naming a queue or a kind twice takes each job once", .claim) { context in
            try await context.enqueue(Fixture.draft(1), Fixture.draft(2))
            let twice = try await context.claim(queues: [Fixture.queue, Fixture.queue], kinds: [Fixture.kind, Fixture.kind])
            try expect(twice.jobs.map(\.id), [Fixture.id(1), Fixture.id(2)])
            // Of two lanes, and no more than the limit.
            try await context.enqueue(
                Fixture.draft(3), Fixture.draft(4, kind: "kind.b"), Fixture.draft(5), Fixture.draft(6, kind: "kind.b"))
            let some = try await context.claim(
                3, token: 2, queues: [Fixture.queue, Fixture.queue], kinds: [Fixture.kind, "kind.b", Fixture.kind, "kind.b"])
            try expect(some.jobs.map(\.id), [Fixture.id(3), Fixture.id(4), Fixture.id(5)])
        },
        ConformanceCase("A claim takes no more than its limit, and the next takes the rest", .claim) { context in
            _ = try await context.store.enqueue((1...5).map { Fixture.draft($0) })
            try expect(try await context.claim(3, token: 1).jobs.map(\.id), (1...3).map(Fixture.id))
            try expect(try await context.claim(3, token: 2).jobs.map(\.id), (4...5).map(Fixture.id))
            try expect(try await context.claim(3, token: 3).jobs, [])
        },
        ConformanceCase("The places of a claim's jobs count from 0 in the order of starting", .claim) { context in
            _ = try await context.store.enqueue((1...4).map { Fixture.draft($0) })
            let jobs = try await context.claim(token: 6).jobs
            try expect(jobs.map(\.lease), (0...3).map { Lease(token: Fixture.token(6), place: $0) })
        },
        ConformanceCase("Each start counts an attempt", .claim) { context in
            let draft = Fixture.draft(1)
            let first = try await context.run(draft, token: 1, lease: .zero)
            try expect(first.attempt, 1)
            try expect(try await context.sweep(try await context.job(draft.id)), .applied)
            try expect(try await context.claimAgain(draft, token: 2).attempt, 2)
            try expect(try await context.job(draft.id).attempt, 2)
        },
        ConformanceCase("A claim that is repeated with its token takes nothing and answers what it holds", .claim) { context in
            _ = try await context.store.enqueue((1...5).map { Fixture.draft($0) })
            let first = try await context.claim(2, token: 1)
            let again = try await context.claim(5, token: 1)
            try expect(again.jobs, first.jobs)
            try expect(again.claimedAt, first.claimedAt)
            try expect(again.until, first.until)
            try expect(try await context.claim(5, token: 2).jobs.map(\.id), (3...5).map(Fixture.id))
        },
        ConformanceCase("A repeated claim leaves out what was settled, and the places stay", .claim) { context in
            _ = try await context.store.enqueue((1...3).map { Fixture.draft($0) })
            let first = try await context.claim(token: 1)
            try expect(try await context.settle(first.jobs[1], .succeeded()), .applied)
            try expect(try await context.claim(token: 1).jobs, [first.jobs[0], first.jobs[2]])
        },
        ConformanceCase("A token whose claim was settled to the last job may claim again, in the same moment", .claim, time: .manual) {
            context in
            try await context.enqueue(Fixture.draft(1), Fixture.draft(2))
            for n in 1...2 {
                let jobs = try await context.claim(1, token: 1).jobs
                try expect(jobs.map(\.id), [Fixture.id(n)])
                // Every reader has seen the claim before the next one with its token.
                for _ in 1...4 { try expect(try await context.job(Fixture.id(n)).state, .running) }
                for job in jobs { try expect(try await context.settle(job, .succeeded()), .applied) }
            }
            try expect(try await context.store.jobs([Fixture.id(1), Fixture.id(2)]).map(\.state), [.completed, .completed])
        },
        ConformanceCase("A claim that took nothing may be repeated and take something", .claim) { context in
            try expect(try await context.claim(token: 1).jobs, [])
            try await context.enqueue(Fixture.draft(1))
            try expect(try await context.claim(token: 1).jobs.map(\.id), [Fixture.id(1)])
        },
    ]
}
