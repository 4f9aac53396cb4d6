import Foundation

extension StoreConformance {
    static let nextDueCases: [ConformanceCase] = [
        ConformanceCase("A job that is due later is not taken", .claim) { context in
            try await context.enqueue(Fixture.draft(1, priority: .urgent, due: .after(.seconds(3_600))))
            try expect(try await context.claim().jobs, [])
            try expect(try await context.job(Fixture.id(1)).state, .scheduled)
        },
        ConformanceCase("A job is taken in the very moment in which it is due, and no microsecond earlier", .claim, time: .manual) {
            context in
            try await context.enqueue(Fixture.draft(1, due: .after(.seconds(5))))
            context.clock.advance(by: .seconds(5) - .microseconds(1))
            try expect(try await context.claim(token: 1).jobs, [])
            try expect(try await context.job(Fixture.id(1)).state, .scheduled)
            context.clock.advance(by: .microseconds(1))
            try expect(try await context.job(Fixture.id(1)).state, .pending)
            try expect(try await context.claim(token: 2).jobs.map(\.id), [Fixture.id(1)])
        },
        ConformanceCase("A job whose deadline has passed is passed over and not lost", .claim) { context in
            let past = try await context.now().advanced(by: .seconds(-1))
            try await context.enqueue(Fixture.draft(1, deadline: .at(past)), Fixture.draft(2))
            let claim = try await context.claim(token: 1)
            try expect(claim.jobs.map(\.id), [Fixture.id(2)])
            try expect(claim.sawPassedDeadlines, true)
            try expect(try await context.claim(token: 2).sawPassedDeadlines, true, "seen again until it is swept")
            try expect(try await context.job(Fixture.id(1)).state, .pending)
            try expect(try await context.overdue(), [Fixture.id(1)])
        },
        ConformanceCase("Many jobs past their deadline do not hide one behind them", .claim) { context in
            let now = try await context.now()
            let past = (1...1_100).map {
                Fixture.draft($0, due: .at(now.advanced(by: .seconds(-60))), deadline: .at(now.advanced(by: .seconds(-1))))
            }
            _ = try await context.store.enqueue(past)
            try await context.enqueue(Fixture.draft(2_000, due: .at(now.advanced(by: .seconds(-2)))))
            try expect(try await context.claim(1).jobs.map(\.id), [Fixture.id(2_000)])
        },
        ConformanceCase("A claim that got fewer jobs than it asked for says that there are more, whatever the reason", .claim) { context in
            let drafts = (1...2_500).map { Fixture.draft($0) }
            for start in stride(from: 0, to: drafts.count, by: 500) {
                _ = try await context.store.enqueue(Array(drafts[start..<start + 500]))
            }
            var (taken, token) = (0, 1)
            while taken < drafts.count {
                let claim = try await context.claim(drafts.count, token: token)
                taken += claim.jobs.count
                token += 1
                if claim.jobs.count < drafts.count, taken < drafts.count {
                    try expect(claim.nextDueAt.map { $0 <= claim.claimedAt }, true, "a worker would sleep until its next poll")
                }
            }
            try expect(try await context.claim(token: token).nextDueAt, nil)
        },
        ConformanceCase("A job can be started until the moment of its deadline, not in it", .claim, time: .manual) { context in
            let deadline = context.clock.now.advanced(by: .seconds(9))
            try await context.enqueue(Fixture.draft(1, deadline: .at(deadline)), Fixture.draft(2, deadline: .at(deadline)))
            context.clock.advance(by: .seconds(9) - .microseconds(1))
            let inTime = try await context.claim(1, token: 1)
            try expect(inTime.jobs.map(\.id), [Fixture.id(1)])
            try expect(inTime.sawPassedDeadlines, false)
            context.clock.advance(by: .microseconds(1))
            let late = try await context.claim(1, token: 2)
            try expect(late.jobs, [])
            try expect(late.sawPassedDeadlines, true)
        },
        ConformanceCase("A claim that finds too few tells when the next job is due", .claim) { context in
            let now = try await context.now()
            for (n, delay) in [(1, 300), (2, 100), (3, 200)] {
                try await context.enqueue(Fixture.draft(n, due: .at(now.advanced(by: .seconds(delay)))))
            }
            try await context.enqueue(Fixture.draft(4))
            let claim = try await context.claim(2)
            try expect(claim.jobs.map(\.id), [Fixture.id(4)])
            try expect(claim.nextDueAt, now.advanced(by: .seconds(100)))
        },
        ConformanceCase("A job past its deadline does not hide when the next one behind it is due", .claim) { context in
            let now = try await context.now()
            try await context.enqueue(
                Fixture.draft(1, deadline: .at(now.advanced(by: .seconds(-1)))), Fixture.draft(2, due: .at(now.advanced(by: .seconds(70)))))
            let claim = try await context.claim()
            try expect(claim.jobs, [])
            try expect(claim.sawPassedDeadlines, true)
            try expect(claim.nextDueAt, now.advanced(by: .seconds(70)))
        },
        ConformanceCase("The next due time looks at every priority", .claim) { context in
            let now = try await context.now()
            try await context.enqueue(
                Fixture.draft(1, priority: .urgent, due: .at(now.advanced(by: .seconds(400)))),
                Fixture.draft(2, priority: .low, due: .at(now.advanced(by: .seconds(350)))))
            try expect(try await context.claim().nextDueAt, now.advanced(by: .seconds(350)))
        },
        ConformanceCase("A job past its deadline does not hide when the next one is due", .claim) { context in
            let now = try await context.now()
            try await context.enqueue(
                Fixture.draft(1, deadline: .at(now.advanced(by: .seconds(-1)))), Fixture.draft(2, due: .at(now.advanced(by: .seconds(60)))))
            let claim = try await context.claim()
            try expect(claim.jobs, [])
            try expect(claim.sawPassedDeadlines, true)
            try expect(claim.nextDueAt, now.advanced(by: .seconds(60)))
        },
        ConformanceCase("A claim that reached its limit tells no next due time", .claim) { context in
            try await context.enqueue(Fixture.draft(1), Fixture.draft(2, due: .after(.seconds(60))))
            try expect(try await context.claim(1).nextDueAt, nil)
        },
        ConformanceCase("The next due time is of the queues and kinds asked for, paused ones left out", .claim) { context in
            let now = try await context.now()
            try await context.enqueue(
                Fixture.draft(1, kind: "kind.b", due: .at(now.advanced(by: .seconds(100)))),
                Fixture.draft(2, queue: "queue.b", due: .at(now.advanced(by: .seconds(200)))),
                Fixture.draft(3, queue: "queue.c", due: .at(now.advanced(by: .seconds(300)))),
                Fixture.draft(4, due: .at(now.advanced(by: .seconds(400)))))
            try await context.store.setPaused(true, queue: "queue.c")
            try expect(try await context.claim(queues: [Fixture.queue, "queue.c"]).nextDueAt, now.advanced(by: .seconds(400)))
        },
        ConformanceCase("A job that waits for its retry is the next one due", .claim) { context in
            let job = try await context.run(Fixture.draft(1))
            try expect(try await context.settle(job, .failed(Fixture.passing)), .applied)
            try expect(try await context.claim(token: 2).nextDueAt, try await context.job(job.id).dueAt)
        },
        ConformanceCase("Cancelled jobs have no next due time", .claim) { context in
            try await context.enqueue(Fixture.draft(1, due: .after(.seconds(60))))
            try expect(try await context.change(Fixture.id(1), .cancel, expecting: .waiting), .applied)
            try expect(try await context.claim().nextDueAt, nil)
        },
    ]
}
