import Foundation

// Further pairs of decisions on one job at the same time: each pair in both orders, and some truly at once.

extension StoreConformance {
    static let outcomeRaceCases: [ConformanceCase] =
        settles.map { name, event in
            ConformanceCase("A rescue loses to \(name) that came first", .races) { context in
                let job = try await context.run(Fixture.draft(1), lease: .zero)
                let seen = try await context.job(job.id)
                try expect(try await context.settle(job, event), .applied)
                let settled = try await context.job(job.id)
                try expect(try await context.sweep(seen), .superseded)
                try expect(try await context.job(job.id), settled)
            }
        }
        + settles.map { name, event in
            ConformanceCase(
                "\(name.prefix(1).uppercased() + name.dropFirst()) loses to a rescue that came first, and to the claim after it", .races
            ) {
                context in
                let draft = Fixture.draft(1)
                let job = try await context.run(draft, token: 1, lease: .zero)
                try expect(try await context.sweep(try await context.job(job.id)), .applied)
                let rescued = try await context.job(job.id)
                try expect(try await context.settle(job, event), .superseded)
                try expect(try await context.job(job.id), rescued)
                _ = try await context.claimAgain(draft, token: 2)
                let held = try await context.job(job.id)
                try expect(try await context.settle(job, event), .superseded)
                try expect(try await context.job(job.id), held)
            }
        } + [
            ConformanceCase("A request to cancel loses to a retry that came first, and the job is cancelled where it waits", .races) {
                context in
                let job = try await context.run(Fixture.draft(1))
                try expect(try await context.settle(job, .failed(Fixture.passing)), .applied)
                try expect(try await context.requestCancel(job), .superseded)
                try expect(try await context.job(job.id).state, .scheduled)
                try expect(try await context.change(job.id, .cancel, expecting: .waiting), .applied)
                let cancelled = try await context.job(job.id)
                try expect(cancelled.state, .cancelled)
                try expect(cancelled.errors.map(\.consequence), [.retried], "the history stays")
            },
            ConformanceCase("A retry loses to a request to cancel that came first", .races) { context in
                let job = try await context.run(Fixture.draft(1))
                try expect(try await context.requestCancel(job), .applied)
                try expect(try await context.settle(job, .failed(Fixture.passing)), .cancelRequested)
                try expect(try await context.settle(job, .failed(Fixture.passing), cancelRequested: true), .applied)
                try expect(try await context.job(job.id).state, .cancelled)
                try expect(try await context.claim(token: 2).jobs, [])
            },
            ConformanceCase("A cancel and a retry by hand undo each other in their order", .races) { context in
                try await context.finish(Fixture.draft(1), .failed)
                let cancel = JobChange(id: Fixture.id(1), expecting: .waiting, effect: .finish(.cancelled, output: nil))
                let retry = JobChange(id: Fixture.id(1), expecting: .finished(.failed), effect: .wait(due: .now, attempt: 0, deadline: nil))
                try expect(try await context.store.apply([cancel, retry, cancel, retry]), [.superseded, .applied, .applied, .superseded])
                try expect(try await context.job(Fixture.id(1)).state, .cancelled)
            },
            ConformanceCase("An expiry loses to a claim that came first", .races, time: .manual) { context in
                try await context.enqueue(Fixture.draft(1, deadline: .after(.seconds(10))))
                let expire = JobChange(id: Fixture.id(1), expecting: .waiting, effect: .finish(.expired, output: nil))
                try expect(try await context.claim().jobs.count, 1)
                context.clock.advance(by: .seconds(10))
                try expect(try await context.apply(expire), .superseded)
                try expect(try await context.job(Fixture.id(1)).state, .running)
            },
            ConformanceCase("An expiry that was decided before a retry by hand loses to it", .races) { context in
                let expire = JobChange(id: Fixture.id(1), expecting: .waiting, effect: .finish(.expired, output: nil))
                try await context.finish(Fixture.draft(1), .expired)
                try expect(try await context.change(Fixture.id(1), .retry, expecting: .finished(.expired)), .applied)
                try expect(try await context.apply(expire), .superseded, "the retry has lifted the deadline")
                try expect(try await context.job(Fixture.id(1)).state, .pending)
            },
            ConformanceCase("An expiry before the deadline is refused, and in its very moment it is not", .races, time: .manual) {
                context in
                try await context.enqueue(Fixture.draft(1, deadline: .after(.seconds(10))))
                let expire = JobChange(id: Fixture.id(1), expecting: .waiting, effect: .finish(.expired, output: nil))
                context.clock.advance(by: .seconds(10) - .microseconds(1))
                try expect(try await context.apply(expire), .superseded)
                context.clock.advance(by: .microseconds(1))
                try expect(try await context.apply(expire), .applied)
            },
            ConformanceCase("A claim loses to an expiry that came first", .races) { context in
                try await context.finish(Fixture.draft(1), .expired)
                let claim = try await context.claim()
                try expect(claim.jobs, [])
                try expect(claim.sawPassedDeadlines, false, "nothing is left to be swept")
            },
            ConformanceCase("A renewal loses to a settle that came first, and a settle after a renewal counts", .races) { context in
                let first = try await context.run(Fixture.draft(1), token: 1)
                try expect(try await context.settle(first, .released), .applied)
                try expect(try await context.store.renew([HeldClaim(first.lease)], for: .seconds(60)), [.lost])
                let second = try await context.claimAgain(Fixture.draft(1), token: 2)
                guard case .renewed = try await context.store.renew([HeldClaim(second.lease)], for: .seconds(60)).first else {
                    return try expectTrue(false, "the claim is renewed")
                }
                try expect(try await context.settle(second, .succeeded()), .applied)
            },
            ConformanceCase("A retry by hand loses to a prune that came first", .races, time: .manual) { context in
                try await context.finish(Fixture.draft(1), .failed)
                context.clock.advance(by: .seconds(1))
                let nothing = Retention(completed: nil, failed: .zero, cancelled: nil, expired: nil)
                try expect(try await context.store.prune(nothing, limit: 1), 1)
                let retry = JobChange(id: Fixture.id(1), expecting: .finished(.failed), effect: .wait(due: .now, attempt: 0, deadline: nil))
                try expect(try await context.apply(retry), .missing)
                try expect(try await context.claim(token: 2).jobs, [])
            },
            ConformanceCase("Of a settle and a rescue at once one is applied, and its outcome stands", .concurrency) { context in
                for round in 1...20 {
                    let job = try await context.run(Fixture.draft(round, kind: "kind.\(round)"), token: round, lease: .zero)
                    let seen = try await context.job(job.id)
                    async let settled = context.settle(job, .succeeded())
                    async let rescued = context.sweep(seen)
                    let (settle, rescue) = (try await settled, try await rescued)
                    try expect([settle, rescue].count { $0 == .applied }, 1, "round \(round)")
                    try expect([settle, rescue].count { $0 == .superseded }, 1, "round \(round)")
                    try expect(try await context.job(job.id).state, settle == .applied ? .completed : .pending)
                }
            },
            ConformanceCase("Of a renewal and a rescue at once one wins", .concurrency) { context in
                for round in 1...20 {
                    let job = try await context.run(Fixture.draft(round, kind: "kind.\(round)"), token: round, lease: .zero)
                    let seen = try await context.job(job.id)
                    async let renewed = context.store.renew([HeldClaim(job.lease)], for: .seconds(60))
                    async let rescued = context.sweep(seen)
                    let (isLost, rescue) = (try await renewed == [.lost], try await rescued)
                    try expect(rescue, isLost ? .applied : .superseded, "round \(round)")
                    try expect(try await context.job(job.id).state, isLost ? .pending : .running)
                }
            },
        ]

    private static let settles: [(name: String, event: JobEvent)] = [
        ("a failure with a retry", .failed(Fixture.passing)), ("a final failure", .failed(Fixture.fatal)),
        ("a snooze", .snoozed(until: .after(.seconds(30)))), ("a release", .released),
    ]
}
