import Foundation

// Sizes beyond any intended use: stored, cut where a text is for people, or refused as a whole; never half stored, and never an obstacle
// for an outcome.

extension StoreConformance {
    static let largeCases: [ConformanceCase] =
        [
            ConformanceCase("A payload of one byte more than 1 MiB is kept, because its limit is the queue's to set", .data) { context in
                let payload = Fixture.bytes(1 << 20 + 1, seed: 5)
                let job = try await context.run(Fixture.draft(1, payload: payload))
                try expect(job.payload == payload, true)
                try expect(try await context.job(job.id).payload == payload, true)
            },
            ConformanceCase("An error of 10 MB does not prevent the failure, and its beginning is shown", .texts) { context in
                let job = try await context.run(Fixture.draft(1))
                let failure = JobChange.Failure(type: "type " + tenMegabytes, message: "message " + tenMegabytes, consequence: .failed)
                let change = JobChange(
                    id: job.id, expecting: .leased(job.lease, cancelRequested: false), effect: .finish(.failed, output: nil),
                    failure: failure)
                try expect(try await context.apply(change), .applied)
                let record = try await context.job(job.id)
                try expect(record.state, .failed)
                let error = try unwrap(record.errors.first, "error")
                try expectTrue(failure.type.hasPrefix(error.type) && error.type.hasPrefix("type "), "the type's beginning")
                try expectTrue(failure.message.hasPrefix(error.message) && error.message.hasPrefix("message "), "the message's beginning")
            },
            ConformanceCase("An error of 10 MB that a handler throws is cut to 4 KiB", .texts) { context in
                let job = try await context.run(Fixture.draft(1))
                let failure = JobFailure(type: tenMegabytes, message: tenMegabytes)
                try expect(try await context.settle(job, .failed(failure)), .applied)
                let error = try unwrap(try await context.job(job.id).errors.first, "error")
                try expect([error.type.utf8.count, error.message.utf8.count], [128, 4_096])
            },
            ConformanceCase("Progress of 10 MB does not prevent the report, and its beginning is shown", .texts) { context in
                let job = try await context.run(Fixture.draft(1))
                var progress = JobProgress(stage: "")
                progress.stage = "stage " + tenMegabytes
                progress.message = "message " + tenMegabytes
                try expect(try await context.report(job, progress), .applied)
                let shown = try unwrap(try await context.job(job.id).progress, "progress")
                try expectTrue(progress.stage.hasPrefix(shown.stage) && shown.stage.hasPrefix("stage "), "the stage's beginning")
                let message = try unwrap(shown.message, "message")
                try expectTrue(progress.message?.hasPrefix(message) == true && message.hasPrefix("message "), "the message's beginning")
            },
            ConformanceCase("A step of 16 MiB under a name of 10 MB is kept, or refused and the job goes on", .steps) { context in
                let job = try await context.run(Fixture.draft(1))
                let result = Data(repeating: 7, count: 16 << 20)
                do {
                    try expect(try await context.saveStep(job, tenMegabytes, result), .applied)
                    let steps = try await context.store.stepResults(of: job.id)
                    try expect(steps.count, 1)
                    try expect(steps[tenMegabytes] == result, true)
                } catch let error as JobStoreError {
                    try expect(error.code, .invalid)
                    try expect(try await context.store.stepResults(of: job.id), [:])
                }
                try expect(try await context.settle(job, .succeeded()), .applied)
            },
            ConformanceCase("A worker's name of 10 MB is kept, or what it asks is refused", .texts) { context in
                try await context.enqueue(Fixture.draft(1))
                do {
                    try await context.store.announce(
                        WorkerInfo(id: tenMegabytes, queues: [tenMegabytes], kinds: [tenMegabytes], concurrency: 1), leaving: false)
                    try expect(try await context.store.overview().workers.map { $0.id == tenMegabytes && $0.queues == [$0.id] }, [true])
                    let job = try unwrap(try await context.claim(worker: tenMegabytes).jobs.first, "claimed job")
                    try expect(try await context.job(job.id).claim?.worker == tenMegabytes, true)
                } catch let error as JobStoreError {
                    try expect(error.code, .invalid)
                    try expect(try await context.job(Fixture.id(1)).state, .pending)
                }
            },
            ConformanceCase("A claim may name a hundred queues and a hundred kinds", .claim) { context in
                try await context.enqueue(
                    Fixture.draft(1, kind: "kind.77", queue: "queue.33"), Fixture.draft(2, kind: "kind.101", queue: "queue.1"))
                let claim = try await context.claim(queues: (1...100).map { "queue.\($0)" }, kinds: (1...100).map { "kind.\($0)" })
                try expect(claim.jobs.map(\.id), [Fixture.id(1)])
            },
            ConformanceCase("Forty thousand ids may be asked for at once", .data) { context in
                try await context.enqueue(Fixture.draft(1), Fixture.draft(40_000))
                let found = try await context.store.jobs((1...40_000).map(Fixture.id))
                try expect(Set(found.map(\.id)), [Fixture.id(1), Fixture.id(40_000)])
            },
            ConformanceCase("Five hundred claims are renewed in one call", .fence) { context in
                _ = try await context.store.enqueue((1...500).map { Fixture.draft($0) })
                for n in 1...500 { _ = try await context.claim(1, token: n) }
                let results = try await context.store.renew(
                    (1...501).map { HeldClaim(token: Fixture.token($0), places: [0]) }, for: .seconds(90))
                try expect(results.count { $0 == .lost }, 1)
                try expect(results.last, .lost)
            },
        ]
        + ["kind", "queue", "tag", "header"].map { field in
            ConformanceCase("A \(field) of 10 MB is kept, or the whole enqueue is refused", .texts) { context in
                var draft = Fixture.draft(
                    1, kind: field == "kind" ? tenMegabytes : Fixture.kind, queue: field == "queue" ? tenMegabytes : Fixture.queue,
                    tags: field == "tag" ? [tenMegabytes] : [])
                if field == "header" { draft.headers = [tenMegabytes: tenMegabytes] }
                do {
                    _ = try await context.store.enqueue([Fixture.draft(2, due: .after(.seconds(60))), draft])
                    let job = try await context.claimAgain(draft, token: 1)
                    try expect(job.tags == draft.tags && job.headers == draft.headers, true)
                    let query = JobQuery(kinds: [draft.kind], queues: [draft.queue], tags: draft.tags)
                    try expectTrue(try await context.listed(query).contains(1), "the job is found by it")
                    try expect(try await context.settle(job, .succeeded()), .applied)
                } catch let error as JobStoreError {
                    try expect(error.code, .invalid)
                    try expect(try await context.store.jobs([Fixture.id(2), draft.id]), [], "all or none")
                }
            }
        }

    private static let tenMegabytes = String(repeating: "0123456789é\u{1F642}\n ", count: 10_000_000 / 18)
}
