import Foundation

// Promises about the long run: no job starves, and in the end every job has ended, whatever happened.

extension StoreConformance {
    static let drainCases: [ConformanceCase] = [
        ConformanceCase("A stream of urgent jobs does not starve a low one", .order, time: .manual) { context in
            try await context.enqueue(Fixture.draft(1, priority: .low))
            var taken: JobID?
            var rounds = 0
            // Two arrive for each that is claimed.
            while taken != Fixture.id(1), rounds < 300 {
                rounds += 1
                _ = try await context.store.enqueue((0...1).map { Fixture.draft(rounds * 2 + $0, priority: .urgent) })
                taken = try await context.claim(1, token: rounds).jobs.first?.id
                context.clock.advance(by: .seconds(10))
            }
            try expect(taken, Fixture.id(1))
            // The low one waits behind the 180 that arrive in its head start of three times five minutes, and before all later ones.
            try expect(rounds, 181)
        },
        ConformanceCase("Whatever became of its workers, every job ends, within its attempts", .sweep, time: .manual) { context in
            let drafts = (1...40).map { Fixture.draft($0, deadline: $0 % 5 == 0 ? .after(.seconds(200)) : nil, maxAttempts: 1 + $0 % 3) }
            _ = try await context.store.enqueue(drafts)
            var round = 0
            while round < 200, try await context.unfinished() > 0 {
                round += 1
                for (place, job) in try await context.claim(7, token: round, lease: .seconds(20)).jobs.enumerated() {
                    try expectTrue(job.attempt <= job.maxAttempts, "attempts within the budget")
                    // Some succeed, some fail, some are snoozed once, and the others are never settled.
                    switch (place + round) % 4 {
                    case 0: try expect(try await context.settle(job, .succeeded()), .applied)
                    case 1: try expect(try await context.settle(job, .failed(Fixture.passing)), .applied)
                    case 2 where round < 20: try expect(try await context.settle(job, .snoozed(until: .after(.seconds(9)))), .applied)
                    default: break
                    }
                }
                context.clock.advance(by: .seconds(13))
                for id in try await context.overdue(limit: 100) { try expect(try await context.sweep(try await context.job(id)), .applied) }
            }
            try expect(try await context.unfinished(), 0)
            let jobs = try await context.store.jobs(matching: JobQuery(), page: PageRequest(limit: 1_000)).jobs
            try expect(jobs.count, 40)
            for job in jobs { try expectTrue(job.attempt <= job.maxAttempts, "attempts within the budget") }
        },
    ]
}

extension ConformanceContext {
    fileprivate func unfinished() async throws -> Int {
        try await store.counts().filter { !$0.state.isFinished }.reduce(0) { $0 + $1.count }
    }
}
