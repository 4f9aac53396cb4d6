import Foundation

extension StoreConformance {
    static let sweepCases: [ConformanceCase] = [
        ConformanceCase("A lease is overdue in the moment in which it ends, not before", .sweep, time: .manual) { context in
            let job = try await context.run(Fixture.draft(1), lease: .seconds(20))
            context.clock.advance(by: .seconds(20) - .microseconds(1))
            try expect(try await context.overdue(), [])
            context.clock.advance(by: .microseconds(1))
            let overdue = try await context.store.overdue(OverdueRequest(limit: 10))
            try expect(overdue.now, try await context.now())
            try expect(overdue.lapsed, [try unwrap(LapsedJob(try await context.job(job.id), lostTogether: 1), "the claim of the job")])
            try expect(overdue.expired, [])
        },
        ConformanceCase("A renewal puts off the moment in which a lease is overdue", .sweep, time: .manual) { context in
            let job = try await context.run(Fixture.draft(1), lease: .seconds(20))
            context.clock.advance(by: .seconds(15))
            _ = try await context.store.renew([HeldClaim(job.lease)], for: .seconds(20))
            context.clock.advance(by: .seconds(19))
            try expect(try await context.overdue(), [])
            context.clock.advance(by: .seconds(1))
            try expect(try await context.overdue(), [job.id])
        },
        ConformanceCase("A deadline is overdue in its moment, not before", .sweep, time: .manual) { context in
            try await context.enqueue(Fixture.draft(1, due: .after(.seconds(99)), deadline: .after(.seconds(7))))
            context.clock.advance(by: .seconds(7) - .microseconds(1))
            try expect(try await context.overdue(), [])
            context.clock.advance(by: .microseconds(1))
            let overdue = try await context.store.overdue(OverdueRequest(limit: 10))
            try expect(overdue.expired, [ExpiredJob(try await context.job(Fixture.id(1)))])
            try expect(overdue.lapsed, [])
        },
        ConformanceCase("The overdue are those whose lease lapsed and those whose deadline passed, and no others", .sweep) { context in
            let past = try await context.now().advanced(by: .seconds(-1))
            _ = try await context.run(Fixture.draft(1), token: 1, lease: .zero)
            try await context.enqueue(Fixture.draft(2, deadline: .at(past)))
            try await context.finish(Fixture.draft(3, kind: "kind.c"), .completed)
            try await context.finish(Fixture.draft(4, kind: "kind.d"), .expired)
            _ = try await context.run(Fixture.draft(5, kind: "kind.e", deadline: .after(.seconds(60))), token: 5)
            try await context.enqueue(Fixture.draft(6, deadline: .after(.seconds(60))))
            for _ in 1...2 {
                try expect(try await context.overdue(), [Fixture.id(1), Fixture.id(2)], "until they are swept")
            }
        },
        ConformanceCase("A pause keeps nothing from being overdue", .sweep) { context in
            let past = try await context.now().advanced(by: .seconds(-1))
            _ = try await context.run(Fixture.draft(1), token: 1, lease: .zero)
            try await context.enqueue(Fixture.draft(2, deadline: .at(past)))
            try await context.store.setPaused(true, queue: Fixture.queue)
            try expect(Set(try await context.overdue(limit: 100)), [Fixture.id(1), Fixture.id(2)])
        },
        ConformanceCase("A job that was started in time is not overdue when its deadline passes", .sweep, time: .manual) { context in
            _ = try await context.run(Fixture.draft(1, deadline: .after(.seconds(10))), lease: .seconds(100))
            context.clock.advance(by: .seconds(11))
            try expect(try await context.overdue(), [])
        },
        ConformanceCase("Only the open jobs of a lapsed claim are overdue", .sweep) { context in
            _ = try await context.store.enqueue((1...3).map { Fixture.draft($0) })
            let jobs = try await context.claim(lease: .zero).jobs
            try expect(try await context.settle(jobs[1], .succeeded()), .applied)
            try expect(try await context.overdue(), [jobs[0].id, jobs[2].id])
        },
        ConformanceCase("Sweeping in portions comes to an end", .sweep) { context in
            let past = try await context.now().advanced(by: .seconds(-1))
            _ = try await context.store.enqueue((1...7).map { Fixture.draft($0) })
            _ = try await context.claim(lease: .zero)
            _ = try await context.store.enqueue((8...13).map { Fixture.draft($0, deadline: .at(past)) })
            var rounds = 0
            while rounds < 20 {
                let overdue = try await context.store.overdue(OverdueRequest(lapsed: 3, expired: 2))
                try expectTrue(overdue.lapsed.count <= 3 && overdue.expired.count <= 2, "no more than the limits")
                let ids = overdue.lapsed.map(\.id) + overdue.expired.map(\.id)
                if ids.isEmpty { break }
                for id in ids { try expect(try await context.sweep(try await context.job(id)), .applied) }
                rounds += 1
            }
            try expectTrue(rounds < 20, "the end is reached")
            try expect(
                Set(try await context.store.counts()),
                [
                    JobCount(queue: Fixture.queue, kind: Fixture.kind, state: .pending, count: 7),
                    JobCount(queue: Fixture.queue, kind: Fixture.kind, state: .expired, count: 6),
                ])
        },
        ConformanceCase("A rescue takes back one job and leaves the others of the claim", .sweep) { context in
            try await context.enqueue(Fixture.draft(1), Fixture.draft(2))
            let jobs = try await context.claim(lease: .zero).jobs
            try expect(try await context.sweep(try await context.job(jobs[0].id)), .applied)
            try expect(try await context.job(jobs[1].id).state, .running)
            try expect(try await context.settle(jobs[1], .succeeded()), .applied)
            try expect(try await context.settle(jobs[0], .succeeded()), .superseded)
        },
        ConformanceCase("A job that kills its worker every time fails when its attempts are used up", .sweep) { context in
            let draft = Fixture.draft(1, maxAttempts: 3)
            try await context.enqueue(draft)
            for token in 1...3 {
                _ = try await context.claimAgain(draft, token: token, lease: .zero)
                try expect(try await context.sweep(try await context.job(draft.id)), .applied)
            }
            let job = try await context.job(draft.id)
            try expect(job.state, .failed)
            try expect(job.errors.map(\.attempt), [1, 2, 3])
            try expect(job.errors.map(\.consequence), [.retried, .retried, .failed])
        },
    ]
}
