import Foundation

extension StoreConformance {
    static let pruneCases: [ConformanceCase] = [
        ConformanceCase("A finished job stays for as long as its retention, to the microsecond", .prune, time: .manual) { context in
            try await context.finish(Fixture.draft(1), .completed)
            context.clock.advance(by: .seconds(100))
            try expect(try await context.store.prune(.all(after: .seconds(100)), limit: 10), 0, "in the moment in which it is up")
            context.clock.advance(by: .microseconds(1))
            try expect(try await context.store.prune(.all(after: .seconds(100)), limit: 10), 1, "a microsecond later")
            try expect(try await context.store.jobs([Fixture.id(1)]), [])
        },
        ConformanceCase("Pruning one job of a claim leaves the others as they were", .prune, time: .manual) { context in
            try await context.enqueue(Fixture.draft(1), Fixture.draft(2), Fixture.draft(3))
            let claim = try await context.claim(lease: .seconds(3_600))
            try expect(try await context.settle(claim.jobs[0], .succeeded()), .applied)
            context.clock.advance(by: .seconds(60))
            try expect(try await context.store.prune(.all(after: .seconds(1)), limit: 10), 1)
            try expect(try await context.listed(JobQuery(states: [.running])), [3, 2])
            try expect(try await context.settle(claim.jobs[1], .succeeded()), .applied)
            context.clock.advance(by: .seconds(3_600))
            let overdue = try await context.overdue()
            try expect(overdue, [claim.jobs[2].id])
            for id in overdue { try expect(try await context.sweep(try await context.job(id)), .applied) }
        },
        ConformanceCase("Each way of ending has a retention of its own", .prune, time: .manual) { context in
            try await context.everyState()
            context.clock.advance(by: .seconds(25))
            let retention = Retention(completed: .seconds(20), failed: .seconds(30), cancelled: nil, expired: .seconds(10))
            try expect(try await context.store.prune(retention, limit: 10), 2)
            try expect(try await context.listed(), [6, 5, 3, 2, 1], "completed and expired are gone")
        },
        ConformanceCase("Without a retention finished jobs stay for ever", .prune, time: .manual) { context in
            try await context.everyState()
            context.clock.advance(by: .seconds(1_000_000_000))
            try expect(try await context.store.prune(.forever, limit: 10), 0)
            try expect(try await context.listed(), [7, 6, 5, 4, 3, 2, 1])
        },
        ConformanceCase("Jobs that have not ended are never pruned", .prune, time: .manual) { context in
            try await context.everyState()
            context.clock.advance(by: .seconds(1_000_000_000))
            try expect(try await context.store.prune(.all(after: .zero), limit: 10), 4)
            try expect(try await context.listed(), [3, 2, 1])
        },
        ConformanceCase("A job's age counts from its end, not from its enqueueing or its start", .prune, time: .manual) { context in
            try await context.enqueue(Fixture.draft(1))
            context.clock.advance(by: .seconds(1_000))
            let job = try await context.claimAgain(Fixture.draft(1), token: 1, lease: .seconds(5_000))
            context.clock.advance(by: .seconds(1_000))
            try expect(try await context.settle(job, .succeeded()), .applied)
            context.clock.advance(by: .seconds(100))
            try expect(try await context.store.prune(.all(after: .seconds(100)), limit: 10), 0)
        },
        ConformanceCase("A prune removes no more than its limit, and goes on with the next call", .prune) { context in
            for n in 1...5 { try await context.finish(Fixture.draft(n), .completed, token: n) }
            let past = Retention.all(after: .seconds(-1))
            try expect(try await context.store.prune(past, limit: 2), 2)
            try expect(try await context.store.prune(past, limit: 2), 2)
            try expect(try await context.store.prune(past, limit: 2), 1)
            try expect(try await context.store.prune(past, limit: 2), 0)
            try expect(try await context.store.counts(), [])
        },
        ConformanceCase("The limit of a prune spans the states", .prune) { context in
            for (offset, state) in [JobState.completed, .failed, .cancelled, .expired].enumerated() {
                try await context.finish(Fixture.draft(offset + 1), state, token: offset + 1)
            }
            try expect(try await context.store.prune(.all(after: .seconds(-1)), limit: 3), 3)
            try expect(try await context.listed().count, 1)
        },
        ConformanceCase("With a job goes all that belongs to it, so that its id is new again", .prune) { context in
            let draft = Fixture.draft(1, tags: ["kept"])
            let job = try await context.run(draft, token: 1)
            try expect(try await context.saveStep(job, "step", Data("old".utf8)), .applied)
            try expect(try await context.report(job, JobProgress(stage: "old")), .applied)
            try expect(try await context.settle(job, .failed(Fixture.fatal)), .applied)
            try expect(try await context.store.prune(.all(after: .seconds(-1)), limit: 10), 1)
            try expect(try await context.store.stepResults(of: draft.id), [:])
            try expect(try await context.store.jobs(matching: JobQuery(tags: ["kept"]), page: PageRequest()).jobs, [])
            try expect(try await context.settle(job, .succeeded()), .missing)

            try await context.enqueue(draft)
            let again = try await context.job(draft.id)
            try expect(again.errors, [])
            try expect(again.progress, nil)
            try expect(again.attempt, 0)
            try expect(try await context.store.stepResults(of: draft.id), [:])
            try expect(try await context.claimAgain(draft, token: 2).attempt, 1)
        },
        ConformanceCase("A job that was retried by hand is not pruned for its former end", .prune) { context in
            try await context.finish(Fixture.draft(1), .failed)
            try expect(try await context.change(Fixture.id(1), .retry, expecting: .finished(.failed)), .applied)
            try expect(try await context.store.prune(.all(after: .seconds(-1)), limit: 10), 0)
            try expect(try await context.job(Fixture.id(1)).state, .pending)
        },
        ConformanceCase("Jobs enqueued after the newest were pruned do not come up in later pages", .prune, time: .manual) { context in
            try await context.enqueue(Fixture.draft(1), Fixture.draft(2))
            _ = try await context.store.enqueue((3...6).map { Fixture.draft($0, kind: "kind.b") })
            let page = try await context.store.jobs(matching: JobQuery(), page: PageRequest(limit: 1))
            try expect(page.jobs.map(\.id), [Fixture.id(6)])
            let next = try await context.store.jobs(matching: JobQuery(), page: PageRequest(limit: 1, after: page.next))
            try expect(next.jobs.map(\.id), [Fixture.id(5)])
            for job in try await context.claim(kinds: ["kind.b"]).jobs {
                try expect(try await context.settle(job, .succeeded()), .applied)
            }
            context.clock.advance(by: .seconds(1))
            let nothing = Retention(completed: .zero, failed: nil, cancelled: nil, expired: nil)
            try expect(try await context.store.prune(nothing, limit: 10), 4)
            _ = try await context.store.enqueue((11...12).map { Fixture.draft($0) })
            let rest = try await context.store.jobs(matching: JobQuery(), page: PageRequest(limit: 10, after: next.next))
            try expect(rest.jobs.map(\.id), [Fixture.id(2), Fixture.id(1)])
            try expect(try await context.listed(), [12, 11, 2, 1])
        },
        ConformanceCase("Pruning leaves the steps, tags and history of other jobs", .prune) { context in
            try await context.finish(Fixture.draft(1, kind: "kind.b", tags: ["shared"]), .completed)
            let draft = Fixture.draft(2, tags: ["shared"])
            let job = try await context.run(draft, token: 2)
            try expect(try await context.saveStep(job, "step", Data("kept".utf8)), .applied)
            try expect(try await context.settle(job, .failed(Fixture.passing)), .applied)
            let before = try await context.job(draft.id)
            try expect(try await context.store.prune(.all(after: .seconds(-1)), limit: 10), 1)
            try expect(try await context.job(draft.id), before)
            try expect(try await context.store.stepResults(of: draft.id), ["step": Data("kept".utf8)])
            try expect(try await context.listed(JobQuery(tags: ["shared"])), [2])
        },
    ]
}

extension Retention {
    /// The same for every finished state. A negative duration prunes jobs that ended at this very moment, on any clock.
    fileprivate static func all(after duration: Duration) -> Retention {
        Retention(completed: duration, failed: duration, cancelled: duration, expired: duration)
    }
}
