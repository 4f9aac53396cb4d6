import Foundation

extension StoreConformance {
    static let fenceCases: [ConformanceCase] = [
        refused("A settle with another token is refused") { job in
            Lease(token: Fixture.token(99), place: job.lease.place)
        },
        refused("A settle with a token that differs in its lower half is refused") { job in
            Lease(token: ClaimToken(high: job.lease.token.high, low: job.lease.token.low ^ 1), place: job.lease.place)
        },
        refused("A settle with a place beyond the claim is refused") { job in Lease(token: job.lease.token, place: 5) },
        refused("A settle with a negative place is refused") { job in Lease(token: job.lease.token, place: -1) },
        ConformanceCase("A settle with the place of another job of the claim is refused, and touches neither", .fence) { context in
            try await context.enqueue(Fixture.draft(1), Fixture.draft(2))
            let jobs = try await context.claim().jobs
            var swapped = jobs[0]
            swapped.lease = jobs[1].lease
            try expect(try await context.settle(swapped, .succeeded()), .superseded)
            try expect(try await context.job(jobs[0].id).state, .running)
            try expect(try await context.job(jobs[1].id).state, .running)
            try expect(try await context.settle(jobs[1], .succeeded()), .applied, "the lease is still open")
        },
        ConformanceCase("A settle of a job that the store does not have is answered missing", .fence) { context in
            var job = try await context.run(Fixture.draft(1))
            job.id = Fixture.id(404)
            try expect(try await context.settle(job, .succeeded()), .missing)
            try expect(try await context.change404(.waiting), .missing)
            try expect(try await context.change404(.finished(.failed)), .missing)
            try expect(try await context.job(Fixture.id(1)).state, .running)
        },
        ConformanceCase("A second settle under the same lease is refused, and the first outcome stands", .fence) { context in
            let job = try await context.run(Fixture.draft(1))
            try expect(try await context.settle(job, .succeeded(output: Data("first".utf8))), .applied)
            let settled = try await context.job(job.id)
            try expect(try await context.settle(job, .failed(Fixture.fatal)), .superseded)
            try expect(try await context.settle(job, .succeeded(output: Data("second".utf8))), .superseded)
            try expect(try await context.job(job.id), settled)
        },
        ConformanceCase("Of two settles of a job in one batch the first counts", .fence) { context in
            let job = try await context.run(Fixture.draft(1))
            let expectation = JobChange.Expectation.leased(job.lease, cancelRequested: false)
            let changes = [JobState.completed, .failed].map {
                JobChange(id: job.id, expecting: expectation, effect: .finish($0, output: nil))
            }
            try expect(try await context.store.apply(changes), [.applied, .superseded])
            try expect(try await context.job(job.id).state, .completed)
        },
        ConformanceCase("The holder before a rescue can neither settle, report, save a step nor renew", .fence) { context in
            let draft = Fixture.draft(1)
            let before = try await context.run(draft, token: 1, lease: .zero)
            try expect(try await context.sweep(try await context.job(draft.id)), .applied)
            let holder = try await context.claimAgain(draft, token: 2)
            let held = try await context.job(draft.id)
            try expect(try await context.settle(before, .succeeded()), .superseded)
            try expect(try await context.report(before, JobProgress(stage: "late")), .superseded)
            try expect(try await context.saveStep(before, "late", Data("late".utf8)), .superseded)
            try expect(try await context.requestCancel(before), .superseded)
            try expect(try await context.store.renew([HeldClaim(before.lease)], for: .seconds(60)), [.lost])
            try expect(try await context.job(draft.id), held)
            try expect(try await context.store.stepResults(of: draft.id), [:])
            try expect(try await context.settle(holder, .succeeded()), .applied)
        },
        ConformanceCase("A lease of an attempt that was given back is no good, though the attempt's number comes again", .fence) {
            context in
            let draft = Fixture.draft(1)
            let before = try await context.run(draft, token: 1)
            try expect(try await context.settle(before, .snoozed(until: .now)), .applied)
            let holder = try await context.claimAgain(draft, token: 2)
            try expect(holder.attempt, before.attempt, "the number of the attempt")
            try expect(try await context.settle(before, .succeeded()), .superseded)
            try expect(try await context.job(draft.id).state, .running)
        },
        ConformanceCase("A lease past its time that nobody has taken back is still good", .fence) { context in
            try await context.enqueue(Fixture.draft(1), Fixture.draft(2))
            let jobs = try await context.claim(lease: .zero).jobs
            try expect(try await context.report(jobs[0], JobProgress(stage: "late")), .applied)
            try expect(try await context.settle(jobs[0], .succeeded()), .applied)
            guard
                case .renewed = try await context.store.renew([HeldClaim(token: Fixture.token(1), places: [0, 1])], for: .seconds(60)).first
            else {
                return try expectTrue(false, "the claim is renewed")
            }
            try expect(try await context.overdue(), [])
        },
        ConformanceCase("A late report of progress and a late step leave a finished job as it ended", .fence) { context in
            let job = try await context.run(Fixture.draft(1))
            try expect(try await context.settle(job, .succeeded()), .applied)
            let ended = try await context.job(job.id)
            try expect(try await context.report(job, JobProgress(stage: "late")), .superseded)
            try expect(try await context.saveStep(job, "late", Data()), .superseded)
            try expect(try await context.job(job.id), ended)
            try expect(try await context.store.stepResults(of: job.id), [:])
        },
        ConformanceCase("A refused change does not touch the others of its batch, and answers stand in the order of the changes", .fence) {
            context in
            _ = try await context.store.enqueue((1...3).map { Fixture.draft($0) })
            let jobs = try await context.claim().jobs
            var changes = jobs.map {
                JobChange(
                    id: $0.id, expecting: .leased($0.lease, cancelRequested: false), effect: .finish(.completed, output: Data("done".utf8)))
            }
            changes[1].expecting = .leased(Lease(token: Fixture.token(9), place: 1), cancelRequested: false)
            changes.append(JobChange(id: Fixture.id(404), expecting: .waiting, effect: .finish(.cancelled, output: nil)))
            try expect(try await context.store.apply(changes), [.applied, .superseded, .applied, .missing])
            try expect(try await context.job(Fixture.id(1)).state, .completed)
            try expect(try await context.job(Fixture.id(2)).state, .running)
            try expect(try await context.job(Fixture.id(3)).state, .completed)
        },
        ConformanceCase("No changes and no tokens have no answers", .fence) { context in
            try expect(try await context.store.apply([]), [])
            try expect(try await context.store.renew([], for: .seconds(60)), [])
        },
        ConformanceCase("Renewing answers in the order of the claims, unknown ones as lost", .fence, time: .manual) { context in
            try await context.enqueue(Fixture.draft(1), Fixture.draft(2))
            _ = try await context.claim(1, token: 1)
            _ = try await context.claim(1, token: 2)
            context.clock.advance(by: .seconds(5))
            let until = context.clock.now.advanced(by: .seconds(33))
            let results = try await context.store.renew(
                [2, 8, 1].map { HeldClaim(token: Fixture.token($0), places: [0]) }, for: .seconds(33))
            let renewed = RenewResult.renewed(until: until, open: [0], cancelRequested: [])
            try expect(results, [renewed, .lost, renewed])
            try expect(try await context.job(Fixture.id(1)).claim?.until, until)
            try expect(try await context.job(Fixture.id(2)).claim?.until, until)
        },
    ]

    private static func refused(_ name: String, with lease: @escaping @Sendable (ClaimedJob) -> Lease) -> ConformanceCase {
        ConformanceCase(name, .fence) { context in
            let job = try await context.run(Fixture.draft(1))
            let before = try await context.job(job.id)
            var stranger = job
            stranger.lease = lease(job)
            try expect(try await context.settle(stranger, .succeeded()), .superseded)
            try expect(try await context.settle(stranger, .released), .superseded)
            try expect(try await context.job(job.id), before)
            try expect(try await context.settle(job, .succeeded()), .applied, "the holder's word counts")
        }
    }
}

extension ConformanceContext {
    fileprivate func change404(_ expectation: JobChange.Expectation) async throws -> ApplyResult {
        try await apply(
            JobChange(id: Fixture.id(404), expecting: expectation, effect: .wait(due: .now, attempt: 0, deadline: nil)))
    }
}
