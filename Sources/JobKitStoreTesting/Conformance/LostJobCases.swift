import Foundation

/// The rules for jobs that were lost with their worker.
extension StoreConformance {
    static let lostJobCases: [ConformanceCase] = [
        ConformanceCase("The jobs that a worker holds are counted under all its claims, also where a limit cuts them", .sweep) { context in
            try await context.enqueue((1...6).map { Fixture.draft($0) })
            _ = try await context.claim(2, token: 1, worker: "silent", lease: .zero)
            _ = try await context.claim(1, token: 2, worker: "other", lease: .zero)
            let settled = try await context.claim(2, token: 3, worker: "silent", lease: .zero).jobs
            _ = try await context.claim(1, token: 4, worker: "silent", lease: .seconds(60))
            try expect(try await context.settle(settled[0], .succeeded()), .applied)
            for limit in [1, 2, 10] {
                let lapsed = try await context.store.overdue(OverdueRequest(lapsed: limit)).lapsed
                try expect(lapsed.count, min(limit, 4))
                for job in lapsed {
                    try expect(job.status.lostTogether, job.claim.worker == "other" ? 1 : 4, "held by \(job.claim.worker)")
                }
            }
            let workers = try await context.store.overdue(OverdueRequest(lapsed: 10)).lapsed.map(\.claim.worker)
            try expectTrue(
                workers == ["silent", "silent", "silent", "other"] || workers == ["other", "silent", "silent", "silent"],
                "the jobs of a worker stand together, not \(workers)")
        },
        ConformanceCase("What a request excludes is passed over, and what stands behind it is seen", .sweep) { context in
            let past = try await context.now().advanced(by: .seconds(-1))
            try await context.enqueue((1...4).map { Fixture.draft($0) })
            _ = try await context.claim(lease: .zero)
            try await context.enqueue((5...8).map { Fixture.draft($0, deadline: .at(past)) })
            var seen: Set<JobID> = []
            for _ in 1...4 {
                let overdue = try await context.store.overdue(OverdueRequest(lapsed: 1, expired: 1, excluding: seen))
                try expect(overdue.lapsed.count, 1)
                try expect(overdue.expired.count, 1)
                try expect(overdue.lapsed.map(\.status.lostTogether), [4], "those left out were held too")
                seen.formUnion(overdue.lapsed.map(\.id) + overdue.expired.map(\.id))
            }
            try expect(seen, Set((1...8).map { Fixture.id($0) }))
            let rest = try await context.store.overdue(OverdueRequest(lapsed: 1, expired: 1, excluding: seen))
            try expect(rest.lapsed.count + rest.expired.count, 0)
        },
        ConformanceCase("Each kind of overdue job is answered only where it is asked for", .sweep) { context in
            let past = try await context.now().advanced(by: .seconds(-1))
            _ = try await context.run(Fixture.draft(1), lease: .zero)
            try await context.enqueue(Fixture.draft(2, deadline: .at(past)))
            try expect(try await context.store.overdue(OverdueRequest(lapsed: 5)).expired, [])
            try expect(try await context.store.overdue(OverdueRequest(expired: 5)).lapsed, [])
            let none = try await context.store.overdue(OverdueRequest(lapsed: -1, expired: .min))
            try expect(none.lapsed.count + none.expired.count, 0)
        },
        ConformanceCase("A lapsed job comes with what the machine needs to decide", .sweep) { context in
            let draft = Fixture.draft(1, deadline: .after(.seconds(60)), maxAttempts: 7)
            let job = try await context.run(draft, worker: "silent", lease: .zero)
            try expect(try await context.requestCancel(job), .applied)
            let lapsed = try await context.store.overdue(OverdueRequest(lapsed: 1)).lapsed
            try expect(lapsed, [try unwrap(LapsedJob(try await context.job(job.id), lostTogether: 1), "the claim of the job")])
            try expect(lapsed.first?.status.cancelRequested, true)
            try expect(lapsed.first?.status.maxAttempts, 7)
        },
        ConformanceCase("A job lost beside others gets its attempt back and a quarantine, which its next claim shows", .sweep) { context in
            try await context.enqueue((1...5).map { Fixture.draft($0, maxAttempts: 1) })
            let claimed = try await context.claim(lease: .zero).jobs
            try expect(claimed.map(\.quarantine), [nil, nil, nil, nil, nil])
            for job in claimed { try expect(try await context.sweep(try await context.job(job.id), lostTogether: 5), .applied) }
            let waiting = try await context.job(claimed[0].id)
            try expect(waiting.state, .pending)
            try expect(waiting.attempt, 0)
            try expect(waiting.quarantine, 2)
            try expect(waiting.errors.map(\.consequence), [.retried])
            let again = try await context.claim(token: 2, lease: .zero)
            try expect(again.jobs.map(\.quarantine), [2, 2, 2, 2, 2])
            try expect(try await context.claim(token: 2, lease: .zero).jobs, again.jobs, "the claim repeated")
            try expect(try await context.job(claimed[0].id).quarantine, 2)
            let lapsed = try await context.store.overdue(OverdueRequest(lapsed: 5)).lapsed
            try expect(lapsed.map(\.status.quarantine), [2, 2, 2, 2, 2])
        },
        ConformanceCase("A quarantine is a job's own: its neighbours in a claim have none", .sweep) { context in
            try await context.enqueue(Fixture.draft(1))
            let job = try await context.claim(lease: .zero).jobs
            try expect(try await context.sweep(try await context.job(job[0].id)), .applied)
            try await context.enqueue(Fixture.draft(2), Fixture.draft(3))
            let claim = try await context.claim(token: 2)
            try expect(claim.jobs.map(\.quarantine), [1, nil, nil])
            try expect(try await context.claim(token: 2).jobs.map(\.quarantine), [1, nil, nil])
        },
        ConformanceCase("A quarantine stays when the attempt is given back, and ends when its handler returns or throws", .sweep) {
            context in
            let events: [(JobEvent, Int?)] = [
                (.released, 3), (.snoozed(until: .now), 3),
                (.failed(JobFailure(type: "Fixture", message: "threw", advice: .after(.zero))), nil),
            ]
            for (number, (event, quarantine)) in events.enumerated() {
                let draft = Fixture.draft(number + 1, kind: "kind.\(number)")
                _ = try await context.run(draft, token: 1, lease: .zero)
                try expect(try await context.sweep(try await context.job(draft.id), lostTogether: 7), .applied)
                let job = try await context.claimAgain(draft, token: 2)
                try expect(job.quarantine, 3)
                try expect(try await context.settle(job, event), .applied)
                try expect(try await context.job(draft.id).quarantine, quarantine, "\(event)")
                let next = try await context.claimAgain(draft, token: 3)
                try expect(next.quarantine, quarantine, "\(event)")
                try expect(try await context.settle(next, .succeeded()), .applied)
                try expect(try await context.job(draft.id).quarantine, nil, "ended")
            }
        },
        ConformanceCase("A retry by hand ends a quarantine", .sweep) { context in
            let draft = Fixture.draft(1)
            _ = try await context.run(draft, lease: .zero)
            try expect(try await context.sweep(try await context.job(draft.id)), .applied)
            let job = try await context.claimAgain(draft, token: 2)
            try expect(try await context.settle(job, .failed(Fixture.fatal)), .applied)
            try expect(try await context.change(draft.id, .retry, expecting: .finished(.failed)), .applied)
            try expect(try await context.job(draft.id).quarantine, nil)
            try expect(try await context.claimAgain(draft, token: 3).quarantine, nil)
        },
        ConformanceCase("A lost job waits out its backoff by the store's clock", .sweep, time: .manual) { context in
            let draft = Fixture.draft(1)
            _ = try await context.run(draft, lease: .seconds(20))
            context.clock.advance(by: .seconds(20))
            try expect(try await context.sweep(try await context.job(draft.id), backoff: true), .applied)
            try expect(try await context.job(draft.id).dueAt, try await context.now().advanced(by: .seconds(1)))
            context.clock.advance(by: .seconds(1) - .microseconds(1))
            try expect(try await context.claim(token: 2).jobs, [])
            context.clock.advance(by: .microseconds(1))
            try expect(try await context.claim(token: 3).jobs.map(\.attempt), [2])
        },
        ConformanceCase("The one among many that ends its worker is found and fails; the others complete without paying", .sweep) {
            context in
            let poison = Fixture.id(1)
            try await context.enqueue((1...12).map { Fixture.draft($0, maxAttempts: 2) })
            var restarts = 0
            while try await context.job(poison).state != .failed, restarts < 20 {
                restarts += 1
                try await context.runUntilLost(poison, worker: "worker.\(restarts)")
            }
            try expectTrue(restarts < 20, "the poison fails")
            // The jobs that were lost with it last still have to run.
            try await context.runUntilLost(poison, worker: "last")
            for number in 2...12 {
                let job = try await context.job(Fixture.id(number))
                try expect(job.state, .completed, "the job \(number)")
                try expect(job.attempt, 1, "the attempts of job \(number)")
            }
        },
    ]
}

extension ConformanceContext {
    fileprivate func enqueue(_ drafts: [JobDraft]) async throws {
        try expect(try await store.enqueue(drafts), drafts.map { .enqueued($0.id) }, "enqueue")
    }

    /// Acts as a worker that obeys quarantines and dies as soon as the poison starts, and sweeps the jobs that it leaves.
    fileprivate func runUntilLost(_ poison: JobID, worker: String) async throws {
        var token = 1
        while true {
            token += 1
            let jobs = try await claim(token: token, worker: worker, lease: .zero).jobs
            let most = jobs.compactMap(\.quarantine).min() ?? .max
            guard !jobs.isEmpty else { return }
            for job in jobs.dropFirst(most) { try expect(try await settle(job, .released), .applied) }
            let held = jobs.prefix(most)
            guard !held.contains(where: { $0.id == poison }) else { break }
            for job in held { try expect(try await settle(job, .succeeded()), .applied) }
        }
        for job in try await store.overdue(OverdueRequest(lapsed: 100)).lapsed {
            try expect(try await sweep(try await self.job(job.id), lostTogether: job.status.lostTogether), .applied)
        }
    }
}
