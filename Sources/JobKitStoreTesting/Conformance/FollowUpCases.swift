import Foundation

// Jobs that a change enqueues: stored with it, and never without it.

extension StoreConformance {
    static let followUpCases: [ConformanceCase] = [
        ConformanceCase(
            "A follow-up is there with the success that names it, and as an enqueue would store it", .followUps, time: .manual,
            requires: [.followUps]
        ) { context in
            let job = try await context.run(Fixture.draft(1))
            let next = Fixture.draft(2, kind: "kind.next", queue: "queue.next", priority: .high, due: .after(.seconds(30)))
            try expect(try await context.store.jobs([next.id]), [], "nothing before the success")
            try expect(try await context.apply(success(of: job, then: [next])), .applied)
            let record = try await context.job(next.id)
            let end = try await context.job(job.id).finishedAt
            try expect(record.createdAt, end, "taken in when the change is made")
            try expect(record, JobRecord(next, createdAt: record.createdAt))
        },
        ConformanceCase("A follow-up of a change that is refused is not stored", .followUps, requires: [.followUps]) { context in
            let job = try await context.run(Fixture.draft(1))
            let other = Lease(token: Fixture.token(7), place: 0)
            let late = JobChange(
                id: job.id, expecting: .leased(other, cancelRequested: false), effect: .finish(.completed, output: nil),
                then: [Fixture.draft(2)])
            try expect(try await context.apply(late), .superseded)
            var missing = late
            missing.id = Fixture.id(9)
            try expect(try await context.apply(missing), .missing)
            try expect(try await context.requestCancel(job), .applied)
            let wait = JobChange(
                id: job.id, expecting: .leased(job.lease, cancelRequested: false), effect: .wait(due: .now, attempt: 1, deadline: nil),
                then: [Fixture.draft(2)])
            try expect(try await context.apply(wait), .cancelRequested)
            try expect(try await context.store.jobs([Fixture.id(2)]), [])
        },
        ConformanceCase("A follow-up whose id the store has is left alone, and the change is made", .followUps, requires: [.followUps]) {
            context in
            try await context.finish(Fixture.draft(2), .failed)
            let there = try await context.job(Fixture.id(2))
            let job = try await context.run(Fixture.draft(1))
            let twice = [Fixture.draft(2, kind: "kind.other"), Fixture.draft(3), Fixture.draft(3, kind: "kind.other")]
            try expect(try await context.apply(success(of: job, then: twice)), .applied)
            try expect(try await context.job(job.id).state, .completed)
            try expect(try await context.job(Fixture.id(2)), there)
            try expect(try await context.job(Fixture.id(3)).kind, Fixture.kind, "the first of a batch")
        },
        ConformanceCase("A success that is said twice brings its follow-ups once", .followUps, requires: [.followUps]) { context in
            let job = try await context.run(Fixture.draft(1))
            try expect(try await context.apply(success(of: job, then: [Fixture.draft(2)])), .applied)
            let next = try await context.claimAgain(Fixture.draft(2), token: 2)
            try expect(try await context.settle(next, .succeeded()), .applied)
            try expect(try await context.apply(success(of: job, then: [Fixture.draft(2)])), .superseded)
            try expect(try await context.job(next.id).state, .completed)
            try expect(try await context.claim(token: 3).jobs, [])
        },
        ConformanceCase("The follow-ups of a batch stand in line in the order of its changes", .followUps, requires: [.followUps]) {
            context in
            _ = try await context.store.enqueue((1...3).map { Fixture.draft($0) })
            let jobs = try await context.claim().jobs
            let changes = jobs.enumerated().map { index, job in
                success(of: job, then: (0...1).map { Fixture.draft(10 + 2 * index + $0, kind: "kind.next") })
            }
            try expect(try await context.store.apply(changes), [.applied, .applied, .applied])
            let next = try await context.claim(token: 2, kinds: ["kind.next"])
            try expect(next.jobs.map(\.id), (10...15).map(Fixture.id))
        },
        ConformanceCase("A follow-up of a queue and kind that were never there is claimed", .followUps, requires: [.followUps]) { context in
            let job = try await context.run(Fixture.draft(1))
            let next = Fixture.draft(2, kind: "kind.unheard", queue: "queue.unheard")
            try expect(try await context.apply(success(of: job, then: [next])), .applied)
            _ = try await context.claimAgain(next, token: 2)
        },
        ConformanceCase("A change that ends no phase of its job brings no follow-ups", .followUps, requires: [.followUps]) { context in
            let job = try await context.run(Fixture.draft(1))
            let report = JobChange(
                id: job.id, expecting: .leased(job.lease, cancelRequested: false), effect: .noteCancelRequest, then: [Fixture.draft(2)])
            try await expectStoreError(.invalid, "a request to cancel with a follow-up") { _ = try await context.apply(report) }
            try expect(try await context.store.jobs([Fixture.id(2)]), [])
        },
    ]

    private static func success(of job: ClaimedJob, then drafts: [JobDraft]) -> JobChange {
        JobChange(
            id: job.id, expecting: .leased(job.lease, cancelRequested: false), effect: .finish(.completed, output: nil), then: drafts)
    }
}
