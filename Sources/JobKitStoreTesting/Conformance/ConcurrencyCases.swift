import Foundation

extension StoreConformance {
    static let concurrencyCases: [ConformanceCase] = [
        ConformanceCase("Sixty-four claimers at once take ten thousand jobs, each once", .concurrency) { context in
            for batch in 0..<10 { _ = try await context.store.enqueue((1...1_000).map { Fixture.draft(batch * 1_000 + $0) }) }
            let taken = try await withThrowingTaskGroup(of: [ClaimedJob].self) { group in
                for claimer in 1...64 {
                    group.addTask {
                        var jobs: [ClaimedJob] = []
                        while true {
                            let claim = try await context.claim(50, token: claimer * 1_000_000 + jobs.count)
                            if claim.jobs.isEmpty { return jobs }
                            jobs += claim.jobs
                            try expectTrue(jobs.count <= 10_000, "no more jobs than there are")
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            try expect(taken.count, 10_000)
            try expect(Set(taken.map(\.id)).count, 10_000, "different jobs")
            try expect(Set(taken.map(\.lease)).count, 10_000, "different leases")
        },
        ConformanceCase("Of many enqueues of one id at once one is stored", .concurrency) { context in
            let results = try await context.together(32) { n in
                try await context.store.enqueue([Fixture.draft(1, kind: "kind.\(n)"), Fixture.draft(100 + n)])
            }
            try expect(results.count { $0.first == .enqueued(Fixture.id(1)) }, 1)
            let kind = try await context.job(Fixture.id(1)).kind
            try expect(results.count { $0.first == .duplicate(of: Fixture.id(1), kind: kind) }, 31, "all learn of which kind it is")
            try expect(try await context.listed().count, 33)
        },
        ConformanceCase("Of many settles of one lease at once one is applied", .concurrency) { context in
            let job = try await context.run(Fixture.draft(1))
            let results = try await context.together(32) { n in
                try await context.settle(job, .succeeded(output: Data("\(n)".utf8)))
            }
            try expect(results.count { $0 == .applied }, 1)
            try expect(results.count { $0 == .superseded }, 31)
            let winner = try unwrap(results.firstIndex(of: .applied), "winner") + 1
            try expect(try await context.job(job.id).output, Data("\(winner)".utf8))
        },
        ConformanceCase("Of many cancels and claims of one job at once one side has it", .concurrency) { context in
            for round in 1...20 {
                let id = Fixture.id(round)
                try await context.enqueue(Fixture.draft(round))
                let outcomes = try await context.together(16) { n in
                    if n % 2 == 0 { return try await context.claim(1, token: round * 100 + n).jobs.map(\.id) == [id] }
                    return try await context.apply(JobChange(id: id, expecting: .waiting, effect: .finish(.cancelled, output: nil)))
                        == .applied
                }
                try expect(outcomes.count { $0 }, 1, "round \(round)")
            }
        },
        ConformanceCase("Of many retries by hand at once one is applied", .concurrency) { context in
            try await context.finish(Fixture.draft(1), .failed)
            let change = JobChange(id: Fixture.id(1), expecting: .finished(.failed), effect: .wait(due: .now, attempt: 0, deadline: nil))
            let results = try await context.together(32) { _ in try await context.apply(change) }
            try expect(results.count { $0 == .applied }, 1)
        },
        ConformanceCase("Repeated claims with one token at once hold the same jobs", .concurrency) { context in
            _ = try await context.store.enqueue((1...20).map { Fixture.draft($0) })
            let claims = try await context.together(16) { _ in try await context.claim(5, token: 1).jobs }
            try expect(Set(claims.flatMap { $0.map(\.id) }).count, 5)
            for jobs in claims { try expect(jobs, claims[0]) }
        },
        ConformanceCase("Enqueues, claims and settles at once lose nothing", .concurrency) { context in
            let finished = try await context.together(16) { n -> Int in
                _ = try await context.store.enqueue((1...50).map { Fixture.draft(n * 1_000 + $0) })
                var done = 0
                for round in 1...5 {
                    let jobs = try await context.claim(10, token: n * 1_000 + round).jobs
                    let changes = jobs.map {
                        JobChange(
                            id: $0.id, expecting: .leased($0.lease, cancelRequested: false), effect: .finish(.completed, output: $0.payload)
                        )
                    }
                    done += try await context.store.apply(changes).count { $0 == .applied }
                }
                return done
            }
            try expect(finished.reduce(0, +), 800)
            try expect(
                try await context.store.counts(),
                [JobCount(queue: Fixture.queue, kind: Fixture.kind, state: .completed, count: 800)])
        },
    ]
}

extension ConformanceContext {
    /// Runs `body` in that many tasks at once; the results in the order of the numbers from 1.
    fileprivate func together<Value: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            for n in 1...count { group.addTask { (n, try await body(n)) } }
            var results: [(Int, Value)] = []
            for try await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
