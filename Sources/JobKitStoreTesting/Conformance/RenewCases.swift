import Foundation
@_spi(Stores) import JobKit

/// A renewal names the places that its worker still works on; unnamed places lapse.
extension StoreConformance {
    static let renewCases: [ConformanceCase] = [
        ConformanceCase("A renewal is answered with the open ones of the places that it names", .fence, time: .manual) { context in
            let jobs = try await context.claimed(5)
            try expect(try await context.settle(jobs[1], .succeeded()), .applied)
            try expect(try await context.requestCancel(jobs[3]), .applied)
            let until = context.clock.now.advanced(by: .seconds(30))
            let answer = try await context.renew([4, 3, 1, 0, 2, 7, -1], for: .seconds(30))
            try expect(answer, .renewed(until: until, open: [0, 2, 3, 4], cancelRequested: [3]))
        },
        ConformanceCase("Of a claim that was taken back in part, a renewal tells what is left", .fence, time: .manual) { context in
            let jobs = try await context.claimed(6, lease: .seconds(10))
            context.clock.advance(by: .seconds(10))
            for job in [jobs[0], jobs[2], jobs[5]] {
                try expect(try await context.sweep(try await context.job(job.id)), .applied)
            }
            let until = context.clock.now.advanced(by: .seconds(10))
            let answer = try await context.renew(Array(0...5), for: .seconds(10))
            try expect(answer, .renewed(until: until, open: [1, 3, 4], cancelRequested: []))
            let lost = HeldClaim(token: Fixture.token(1), places: [0, 2, 5])
            try expect(try await context.store.renew([lost], for: .seconds(90)), [.lost], "when only those are named")
            try expect(try await context.job(jobs[1].id).claim?.until, until, "and nothing changes")
            try expect(try await context.job(jobs[1].id).claim?.lease, jobs[1].lease)
        },
        ConformanceCase("What a renewal does not name lapses at its old time, and what it names goes on", .fence, time: .manual) {
            context in
            let jobs = try await context.claimed(4, lease: .seconds(20))
            let claim = try unwrap(try await context.job(jobs[0].id).claim, "the claim")
            context.clock.advance(by: .seconds(5))
            let until = context.clock.now.advanced(by: .seconds(20))
            try expect(try await context.renew([3, 1], for: .seconds(20)), .renewed(until: until, open: [1, 3], cancelRequested: []))
            for job in [jobs[0], jobs[2]] {
                let left = try unwrap(try await context.job(job.id).claim, "the claim")
                try expect(left.until, claim.until)
                try expectTrue(left.lease != job.lease, "the old lease is gone")
                try expect([left.worker], [claim.worker])
                try expect(left.claimedAt, claim.claimedAt)
            }
            context.clock.advance(by: .seconds(15))
            try expect(try await context.overdue(), [jobs[0].id, jobs[2].id])
            for record in try await context.store.jobs([jobs[0].id, jobs[2].id]) { try expect(try await context.sweep(record), .applied) }
            try expect(try await context.job(jobs[2].id).state, .pending)
            try expect(try await context.settle(jobs[3], .succeeded()), .applied)
            let rest = try await context.renew([0, 1, 2, 3], for: .seconds(60))
            let end = context.clock.now.advanced(by: .seconds(60))
            try expect(rest, .renewed(until: end, open: [1], cancelRequested: []))
        },
        ConformanceCase("An outcome under the lease of a place that a renewal did not name is superseded", .fence) { context in
            let jobs = try await context.claimed(2)
            _ = try await context.renew([0], for: .seconds(60))
            let left = try await context.job(jobs[1].id)
            try expect(try await context.settle(jobs[1], .succeeded()), .superseded)
            try expect(try await context.report(jobs[1], JobProgress(stage: "late")), .superseded)
            try expect(try await context.saveStep(jobs[1], "late", Data()), .superseded)
            try expect(try await context.job(jobs[1].id), left)
            try expect(try await context.settle(jobs[0], .succeeded()), .applied)
            var holder = jobs[1]
            holder.lease = try unwrap(left.claim, "the claim").lease
            try expect(try await context.requestCancel(holder), .applied, "the job is held by a lease of its own")
            try expect(try await context.settle(holder, .released, cancelRequested: true), .applied)
        },
        ConformanceCase("A claim that is said again answers what its last renewal named", .fence) { context in
            let jobs = try await context.claimed(3)
            _ = try await context.renew([0, 2], for: .seconds(60))
            try expect(try await context.claim().jobs.map(\.lease), [jobs[0].lease, jobs[2].lease])
        },
        ConformanceCase("A renewal of places that never were, or of none, is lost and changes nothing", .fence, time: .manual) { context in
            let jobs = try await context.claimed(2)
            context.clock.advance(by: .seconds(1))
            let before = try await context.job(jobs[0].id)
            for places in [[], [2, -1, .max, .min]] { try expect(try await context.renew(places, for: .seconds(99)), .lost) }
            try expect(try await context.job(jobs[0].id), before)
            try expect(try await context.settle(jobs[1], .succeeded()), .applied)
        },
        ConformanceCase("Of a claim that comes twice in a call, the second finds what the first has left", .fence, time: .manual) {
            context in
            let jobs = try await context.claimed(3)
            let until = context.clock.now.advanced(by: .seconds(99))
            let held = [[0, 1], [1, 2], [0]].map { HeldClaim(token: Fixture.token(1), places: $0) }
            let answers = try await context.store.renew(held, for: .seconds(99))
            try expect(
                answers,
                [
                    .renewed(until: until, open: [0, 1], cancelRequested: []), .renewed(until: until, open: [1], cancelRequested: []),
                    .lost,
                ])
            let leases = try await [context.job(jobs[0].id), context.job(jobs[1].id), context.job(jobs[2].id)].compactMap(\.claim?.lease)
            try expect(leases[1], jobs[1].lease)
            try expect(Set(leases.map(\.token)).count, 3, "each of the others is in a claim of its own")
        },
        ConformanceCase("Of a claim of many jobs, any may be left", .fence) { context in
            let jobs = try await context.claimed(77)
            let named = Array(stride(from: 0, to: 77, by: 3))
            guard case .renewed(_, let open, _) = try await context.renew(named, for: .seconds(60)) else {
                return try expectTrue(false, "the claim is renewed")
            }
            try expect(open.sorted(), named)
            for job in jobs {
                let answer = try await context.settle(job, .succeeded())
                try expect(answer, named.contains(job.lease.place) ? .applied : .superseded, "place \(job.lease.place)")
            }
        },
    ]
}

extension ConformanceContext {
    /// That many jobs, claimed together.
    fileprivate func claimed(_ count: Int, lease: Duration = .seconds(60)) async throws -> [ClaimedJob] {
        _ = try await store.enqueue((1...count).map { Fixture.draft($0) })
        let jobs = try await claim(lease: lease).jobs
        try expect(jobs.count, count, "jobs claimed")
        return jobs
    }

    fileprivate func renew(_ places: [Int], for duration: Duration) async throws -> RenewResult {
        try unwrap(
            try await store.renew([HeldClaim(token: Fixture.token(1), places: places)], for: duration).first, "answer to a renewal")
    }
}
