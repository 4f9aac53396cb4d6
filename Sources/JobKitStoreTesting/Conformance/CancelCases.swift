import Foundation

extension StoreConformance {
    static let cancelCases: [ConformanceCase] = [
        ConformanceCase("A request to cancel is noted with its time, and a second keeps the first", .cancel, time: .manual) { context in
            let job = try await context.run(Fixture.draft(1))
            context.clock.advance(by: .seconds(2))
            let asked = context.clock.now
            try expect(try await context.requestCancel(job), .applied)
            context.clock.advance(by: .seconds(2))
            try expect(try await context.requestCancel(job), .applied)
            let record = try await context.job(job.id)
            try expect(record.cancelRequestedAt, asked)
            try expect(record.state, .running)
        },
        ConformanceCase("A renewal tells the places of the jobs that somebody wants cancelled", .cancel) { context in
            _ = try await context.store.enqueue((1...5).map { Fixture.draft($0) })
            let claim = try await context.claim()
            for place in [4, 1, 2] { try expect(try await context.requestCancel(claim.jobs[place]), .applied) }
            try expect(try await context.settle(claim.jobs[2], .released, cancelRequested: true), .applied)
            guard case .renewed(_, _, let places) = try await context.store.renew([HeldClaim(claim)], for: .seconds(60)).first else {
                return try expectTrue(false, "the claim is renewed")
            }
            try expect(places.sorted(), [1, 4], "settled ones are left out")
        },
        ConformanceCase("A settle that would let the job wait again is sent back when a request came in between", .cancel) { context in
            let events: [JobEvent] = [.failed(Fixture.passing), .snoozed(until: .now), .released]
            for (offset, event) in events.enumerated() {
                let job = try await context.run(Fixture.draft(offset + 1), token: offset + 1)
                try expect(try await context.requestCancel(job), .applied)
                let before = try await context.job(job.id)
                try expect(try await context.settle(job, event), .cancelRequested, "\(event)")
                try expect(try await context.job(job.id), before, "nothing is written of \(event)")
                try expect(try await context.settle(job, event, cancelRequested: true), .applied)
                try expect(try await context.job(job.id).state, .cancelled)
            }
        },
        ConformanceCase("A job that succeeded is completed in spite of a request to cancel", .cancel) { context in
            let job = try await context.run(Fixture.draft(1))
            try expect(try await context.requestCancel(job), .applied)
            try expect(try await context.settle(job, .succeeded(output: Data("done".utf8))), .applied)
            let record = try await context.job(job.id)
            try expect(record.state, .completed)
            try expect(record.cancelRequestedAt, nil)
            try expect(record.output, Data("done".utf8))
        },
        ConformanceCase("A final failure is stored in spite of a request to cancel that came in between", .cancel) { context in
            let job = try await context.run(Fixture.draft(1))
            try expect(try await context.requestCancel(job), .applied)
            try expect(try await context.settle(job, .failed(Fixture.fatal)), .applied)
            try expect(try await context.job(job.id).state, .failed)
        },
        ConformanceCase("Progress and steps are stored in spite of a request to cancel", .cancel) { context in
            let job = try await context.run(Fixture.draft(1))
            try expect(try await context.requestCancel(job), .applied)
            try expect(try await context.report(job, JobProgress(stage: "winding up")), .applied)
            try expect(try await context.saveStep(job, "step", Data([1])), .applied)
            let record = try await context.job(job.id)
            try expect(record.progress?.stage, "winding up")
            try expectTrue(record.cancelRequestedAt != nil, "the request is kept")
        },
        ConformanceCase("A decision that knew of a request is applied whether or not the request is still there", .cancel) { context in
            for n in 1...2 {
                let draft = Fixture.draft(n, kind: "kind.\(n)")
                let job = try await context.run(draft, token: n)
                if n == 2 { try expect(try await context.requestCancel(job), .applied) }
                let change = JobChange(
                    id: job.id, expecting: .leased(job.lease, cancelRequested: true), effect: .wait(due: .now, attempt: 0, deadline: nil))
                try expect(try await context.apply(change), .applied)
                let record = try await context.job(job.id)
                try expect(record.state, .pending)
                try expect(record.cancelRequestedAt, nil, "the request ends with the lease")
                _ = try await context.claimAgain(draft, token: 10 + n)
                try expect(try await context.job(job.id).cancelRequestedAt, nil, "and the next attempt has none")
            }
        },
        ConformanceCase("A rescue that was decided before the request to cancel does not let the job wait again", .cancel, time: .manual) {
            context in
            let job = try await context.run(Fixture.draft(1), token: 1)
            context.clock.advance(by: .seconds(3_600))
            try expect(try await context.overdue(), [job.id])
            let overdue = try await context.store.jobs([job.id])
            try expect(try await context.requestCancel(job), .applied)
            for record in overdue { try expect(try await context.sweep(record), .cancelRequested) }
            for record in try await context.store.jobs([job.id]) { try expect(try await context.sweep(record), .applied) }
            try expect(try await context.job(job.id).state, .cancelled)
        },
        ConformanceCase("A request to cancel ends with the attempt, and a retry by hand does not inherit it", .cancel) { context in
            let draft = Fixture.draft(1)
            let job = try await context.run(draft, token: 1)
            try expect(try await context.requestCancel(job), .applied)
            try expect(try await context.settle(job, .released, cancelRequested: true), .applied)
            try expect(try await context.change(draft.id, .retry, expecting: .finished(.cancelled)), .applied)
            let again = try await context.claimAgain(draft, token: 2)
            try expect(try await context.job(draft.id).cancelRequestedAt, nil)
            guard case .renewed(_, _, let places) = try await context.store.renew([HeldClaim(again.lease)], for: .seconds(60)).first else {
                return try expectTrue(false, "the claim is renewed")
            }
            try expect(places, [])
            try expect(try await context.settle(again, .released), .applied)
        },
    ]
}
