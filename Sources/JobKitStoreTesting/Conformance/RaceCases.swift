import Foundation

// Two callers decide on the same job and one is first: each pair in both orders, so that either is seen to lose.

extension StoreConformance {
    static let raceCases: [ConformanceCase] = [
        ConformanceCase("A rescue loses to a settle that came first", .races) { context in
            let job = try await context.run(Fixture.draft(1), lease: .zero)
            let seen = try await context.job(job.id)
            try expect(try await context.settle(job, .succeeded()), .applied)
            try expect(try await context.sweep(seen), .superseded)
            try expect(try await context.job(job.id).state, .completed)
        },
        ConformanceCase("A settle loses to a rescue that came first", .races) { context in
            let job = try await context.run(Fixture.draft(1), lease: .zero)
            try expect(try await context.sweep(try await context.job(job.id)), .applied)
            try expect(try await context.settle(job, .succeeded()), .superseded)
            try expect(try await context.job(job.id).state, .pending)
        },
        ConformanceCase("A rescue loses to a renewal that came first", .races) { context in
            let job = try await context.run(Fixture.draft(1), lease: .zero)
            let seen = try await context.job(job.id)
            _ = try await context.store.renew([HeldClaim(job.lease)], for: .seconds(60))
            try expect(try await context.sweep(seen), .superseded)
            try expect(try await context.job(job.id).state, .running)
            try expect(try await context.settle(job, .succeeded()), .applied)
        },
        ConformanceCase("A rescue is refused while the lease is good by the store's clock, to the microsecond", .races, time: .manual) {
            context in
            let job = try await context.run(Fixture.draft(1), lease: .seconds(20))
            let held = try await context.job(job.id)
            let until = try unwrap(held.claim, "claim").until
            // The decision of a sweeper whose clock runs ahead.
            let transition = try Fixture.transition(of: held.status, .leaseLapsed, now: until)
            let rescue = JobChange(
                id: job.id, expecting: .lapsed(job.lease, until: until), transition: transition, failure: Fixture.passing)
            let failing = JobChange(
                id: job.id, expecting: .lapsed(job.lease, until: until), effect: .finish(.failed, output: nil), failure: rescue.failure)
            context.clock.advance(by: .seconds(20) - .microseconds(1))
            try expect(try await context.store.apply([rescue, failing]), [.superseded, .superseded])
            try expect(try await context.job(job.id), held)
            context.clock.advance(by: .microseconds(1))
            try expect(try await context.apply(rescue), .applied)
            try expect(try await context.job(job.id).state, .scheduled, "it waits out its backoff")
        },
        ConformanceCase("A rescue loses to a renewal that has lapsed again", .races, time: .manual) { context in
            let job = try await context.run(Fixture.draft(1), lease: .seconds(20))
            let seen = try await context.job(job.id)
            context.clock.advance(by: .seconds(15))
            _ = try await context.store.renew([HeldClaim(job.lease)], for: .seconds(10))
            context.clock.advance(by: .seconds(10))
            try expect(try await context.sweep(seen), .superseded, "as it was seen before the renewal")
            try expect(try await context.job(job.id).state, .running)
            try expect(try await context.sweep(try await context.job(job.id)), .applied, "as it is")
        },
        ConformanceCase("A rescue whose lease was said to end earlier than it does is refused", .races) { context in
            let job = try await context.run(Fixture.draft(1), lease: .seconds(20))
            let held = try await context.job(job.id)
            let rescue = JobChange(
                id: job.id, expecting: .lapsed(job.lease, until: try await context.now()),
                effect: .wait(due: .now, attempt: 1, deadline: nil))
            try expect(try await context.apply(rescue), .superseded)
            try expect(try await context.job(job.id), held)
        },
        ConformanceCase("A renewal loses to a rescue that came first", .races) { context in
            let job = try await context.run(Fixture.draft(1), lease: .zero)
            try expect(try await context.sweep(try await context.job(job.id)), .applied)
            try expect(try await context.store.renew([HeldClaim(job.lease)], for: .seconds(60)), [.lost])
            try expect(try await context.job(job.id).state, .pending)
        },
        ConformanceCase("A cancel loses to a claim that came first", .races) { context in
            let job = try await context.run(Fixture.draft(1))
            let change = JobChange(id: job.id, expecting: .waiting, effect: .finish(.cancelled, output: nil))
            try expect(try await context.apply(change), .superseded)
            try expect(try await context.job(job.id).state, .running)
        },
        ConformanceCase("A claim loses to a cancel that came first", .races) { context in
            try await context.enqueue(Fixture.draft(1))
            try expect(try await context.change(Fixture.id(1), .cancel, expecting: .waiting), .applied)
            try expect(try await context.claim().jobs, [])
            let job = try await context.job(Fixture.id(1))
            try expect(job.state, .cancelled)
            try expect(job.attempt, 0)
        },
        ConformanceCase("An expiry loses to a cancel that came first, and a cancel to an expiry", .races) { context in
            let past = try await context.now().advanced(by: .seconds(-1))
            try await context.enqueue(Fixture.draft(1, deadline: .at(past)), Fixture.draft(2, deadline: .at(past)))
            let expire = (1...2).map { JobChange(id: Fixture.id($0), expecting: .waiting, effect: .finish(.expired, output: nil)) }
            let cancel = (1...2).map { JobChange(id: Fixture.id($0), expecting: .waiting, effect: .finish(.cancelled, output: nil)) }
            try expect(
                try await context.store.apply([cancel[0], expire[0], expire[1], cancel[1]]), [.applied, .superseded, .applied, .superseded])
            try expect(try await context.job(Fixture.id(1)).state, .cancelled)
            try expect(try await context.job(Fixture.id(2)).state, .expired)
        },
        ConformanceCase("Of two retries by hand one is applied", .races) { context in
            try await context.finish(Fixture.draft(1), .failed)
            let retry = JobChange(id: Fixture.id(1), expecting: .finished(.failed), effect: .wait(due: .now, attempt: 0, deadline: nil))
            try expect(try await context.store.apply([retry, retry]), [.applied, .superseded])
            try expect(try await context.claim(token: 2).jobs.count, 1)
        },
        ConformanceCase("A retry loses when the job has ended otherwise since", .races) { context in
            try await context.finish(Fixture.draft(1), .cancelled)
            let retry = JobChange(id: Fixture.id(1), expecting: .finished(.failed), effect: .wait(due: .now, attempt: 0, deadline: nil))
            try expect(try await context.apply(retry), .superseded)
            try expect(try await context.job(Fixture.id(1)).state, .cancelled)
        },
        ConformanceCase("Of two sweeps that rescue the same job one is applied", .races) { context in
            let job = try await context.run(Fixture.draft(1), lease: .zero)
            let seen = try await context.job(job.id)
            try expect(try await context.sweep(seen), .applied)
            try expect(try await context.sweep(seen), .superseded)
            try expect(try await context.job(job.id).errors.count, 1)
        },
    ]
}
