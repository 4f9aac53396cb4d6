import Foundation

extension StoreConformance {
    static let settleCases: [ConformanceCase] = [
        ConformanceCase("Settling some jobs of a claim leaves the others under its lease", .settle) { context in
            _ = try await context.store.enqueue((1...4).map { Fixture.draft($0) })
            let claim = try await context.claim()
            try expect(try await context.settle(claim.jobs[2], .succeeded()), .applied)
            try expect(try await context.settle(claim.jobs[0], .released), .applied)
            for job in [claim.jobs[1], claim.jobs[3]] {
                let record = try await context.job(job.id)
                try expect(record.state, .running)
                try expect(
                    record.claim, ClaimInfo(lease: job.lease, worker: "worker.1", claimedAt: claim.claimedAt, until: claim.until))
            }
            try expect(try await context.settle(claim.jobs[3], .succeeded()), .applied)
            try expect(try await context.settle(claim.jobs[1], .failed(Fixture.fatal)), .applied)
        },
        ConformanceCase("A change that no decision makes is refused before anything of its batch is written", .settle) { context in
            try await context.enqueue(Fixture.draft(1), Fixture.draft(2), Fixture.draft(3))
            let claim = try await context.claim(2)
            let (job, waiting) = (claim.jobs[0], Fixture.id(3))
            let failure = JobChange.Failure(type: "T", message: "m", consequence: .failed)
            let possible = JobChange(
                id: claim.jobs[1].id, expecting: .leased(claim.jobs[1].lease, cancelRequested: false),
                effect: .finish(.completed, output: nil))
            let impossible = [
                JobChange(id: job.id, expecting: .leased(job.lease, cancelRequested: false), effect: .finish(.running, output: nil)),
                JobChange(id: job.id, expecting: .lapsed(job.lease, until: claim.until), effect: .noteCancelRequest),
                JobChange(id: waiting, expecting: .waiting, effect: .noteCancelRequest),
                JobChange(id: waiting, expecting: .waiting, effect: .wait(due: .now, attempt: -1, deadline: nil)),
                JobChange(id: waiting, expecting: .waiting, effect: .wait(due: .now, attempt: 1 << 31, deadline: nil)),
                JobChange(id: waiting, expecting: .waiting, effect: .finish(.cancelled, output: nil), failure: failure),
                JobChange(id: waiting, expecting: .finished(.failed), effect: .finish(.cancelled, output: nil)),
            ]
            for change in impossible {
                do {
                    _ = try await context.store.apply([possible, change])
                    try expectTrue(false, "\(change) is refused")
                } catch let error as JobStoreError {
                    try expect(error.code, .invalid)
                }
            }
            try expect(try await context.job(possible.id).state, .running)
            try expect(try await context.job(waiting).state, .pending)
        },
        ConformanceCase("A claim lives until its last job is settled", .settle) { context in
            try await context.enqueue(Fixture.draft(1), Fixture.draft(2))
            let claim = try await context.claim()
            try expect(try await context.settle(claim.jobs[1], .succeeded()), .applied)
            guard case .renewed = try await context.store.renew([HeldClaim(claim)], for: .seconds(60)).first else {
                return try expectTrue(false, "a claim with an open job is renewed")
            }
            try expect(try await context.settle(claim.jobs[0], .succeeded()), .applied)
            try expect(try await context.store.renew([HeldClaim(claim)], for: .seconds(60)), [.lost])
        },
        ConformanceCase("A hundred jobs are settled in one batch", .settle) { context in
            _ = try await context.store.enqueue((1...100).map { Fixture.draft($0) })
            let jobs = try await context.claim(100).jobs
            let changes = jobs.map {
                JobChange(id: $0.id, expecting: .leased($0.lease, cancelRequested: false), effect: .finish(.completed, output: $0.payload))
            }
            try expect(try await context.store.apply(changes), Array(repeating: .applied, count: 100))
            for record in try await context.store.jobs(jobs.map(\.id)) { try expect(record.output, record.payload) }
            try expect(
                try await context.store.counts(),
                [JobCount(queue: Fixture.queue, kind: Fixture.kind, state: .completed, count: 100)])
        },
        ConformanceCase("A completed job shows when it started and ended, and its output", .settle, time: .manual) { context in
            let job = try await context.run(Fixture.draft(1))
            let started = context.clock.now
            context.clock.advance(by: .seconds(12))
            try expect(try await context.settle(job, .succeeded(output: Data("forty-two".utf8))), .applied)
            context.clock.advance(by: .seconds(9))
            let record = try await context.job(job.id)
            try expect(record.startedAt, started)
            try expect(record.finishedAt, started.advanced(by: .seconds(12)))
            try expect(record.output, Data("forty-two".utf8))
        },
        ConformanceCase("A job that ends while it waits has an end and no start", .settle, time: .manual) { context in
            try await context.enqueue(Fixture.draft(1))
            context.clock.advance(by: .seconds(3))
            try expect(try await context.change(Fixture.id(1), .cancel, expecting: .waiting), .applied)
            let record = try await context.job(Fixture.id(1))
            try expect(record.startedAt, nil)
            try expect(record.finishedAt, context.clock.now)
        },
        ConformanceCase("A start belongs to the attempt that ended the job", .settle, time: .manual) { context in
            let draft = Fixture.draft(1)
            let first = try await context.run(draft, token: 1)
            try expect(try await context.settle(first, .failed(Fixture.passing)), .applied)
            context.clock.advance(by: .seconds(31))
            let second = try await context.claimAgain(draft, token: 2)
            let started = context.clock.now
            context.clock.advance(by: .seconds(4))
            try expect(try await context.settle(second, .failed(Fixture.fatal)), .applied)
            try expect(try await context.job(draft.id).startedAt, started)
        },
        ConformanceCase("A job that waits again shows neither start, end, output nor claim", .settle) { context in
            let job = try await context.run(Fixture.draft(1))
            try expect(try await context.settle(job, .failed(Fixture.passing)), .applied)
            let waiting = try await context.job(job.id)
            try expect([waiting.startedAt, waiting.finishedAt], [nil, nil])
            try expect(waiting.claim, nil)
            try expect(waiting.output, nil)
        },
        ConformanceCase("A job retried by hand shows neither start, end nor claim of its former life", .settle) { context in
            try await context.finish(Fixture.draft(1, priority: .high), .failed)
            try expect(try await context.change(Fixture.id(1), .retry, expecting: .finished(.failed)), .applied)
            let job = try await context.job(Fixture.id(1))
            try expect([job.startedAt, job.finishedAt], [nil, nil])
            try expect(job.claim, nil)
            try expect(job.priority, .high)
            try expect(job.createdAt <= job.dueAt, true)
        },
        ConformanceCase("A retry by hand renews the whole budget of attempts", .settle) { context in
            let draft = Fixture.draft(1, maxAttempts: 2)
            let first = try await context.run(draft, token: 1)
            try expect(try await context.settle(first, .failed(Fixture.fatal)), .applied)
            try expect(try await context.change(draft.id, .retry, expecting: .finished(.failed)), .applied)
            let again = try await context.claimAgain(draft, token: 2)
            try expect(again.attempt, 1)
            try expect(again.maxAttempts, 2)
        },
        ConformanceCase("A job snoozed until a time past is pending now, behind those that are due already", .settle, time: .manual) {
            context in
            let past = try await context.now().advanced(by: .seconds(-90))
            let job = try await context.run(Fixture.draft(1))
            context.clock.advance(by: .seconds(1))
            try await context.enqueue(Fixture.draft(2))
            context.clock.advance(by: .seconds(1))
            try expect(try await context.settle(job, .snoozed(until: .at(past))), .applied)
            let record = try await context.job(job.id)
            try expect(record.dueAt, context.clock.now)
            try expect(record.state, .pending)
            try expect(record.attempt, 0)
            try expect(try await context.claim(token: 2).jobs.map(\.id), [2, 1].map(Fixture.id))
        },
        ConformanceCase("A job that is given back late goes to where it stood in line", .settle, time: .manual) { context in
            let job = try await context.run(Fixture.draft(1))
            context.clock.advance(by: .seconds(1))
            try await context.enqueue(Fixture.draft(2))
            context.clock.advance(by: .seconds(1))
            try expect(try await context.settle(job, .released), .applied)
            try expect(try await context.job(job.id).dueAt, job.dueAt)
            try expect(try await context.claim(token: 2).jobs.map(\.id), [1, 2].map(Fixture.id))
        },
        ConformanceCase("An attempt given back ten times is never used up", .settle) { context in
            let draft = Fixture.draft(1, maxAttempts: 1)
            try await context.enqueue(draft)
            for token in 1...10 {
                let job = try await context.claimAgain(draft, token: token)
                try expect(job.attempt, 1)
                try expect(try await context.settle(job, token % 2 == 0 ? .released : .snoozed(until: .now)), .applied)
            }
            try expect(try await context.job(draft.id).errors, [])
        },
    ]
}
