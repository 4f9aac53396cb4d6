import Foundation
@_spi(Stores) import JobKit

extension StoreConformance {
    static let dataCases: [ConformanceCase] = [
        ConformanceCase("A job reads back as it was enqueued", .data) { context in
            let now = try await context.now()
            let due = now.advanced(by: .seconds(1_000))
            let deadline = now.advanced(by: .seconds(2_000))
            let draft = Fixture.draft(1, priority: .urgent, due: .at(due), deadline: .at(deadline), maxAttempts: 13)
            try await context.enqueue(draft, Fixture.draft(2))
            let job = try await context.job(draft.id)
            let expected = JobRecord(
                id: draft.id, kind: draft.kind, version: draft.version, payload: draft.payload, queue: draft.queue, priority: .urgent,
                tags: ["tag.1.a", "tag.1.b"], headers: draft.headers, timeout: .milliseconds(70_001), maxAttempts: 13,
                createdAt: job.createdAt, state: .scheduled, dueAt: due, deadline: deadline, attempt: 0)
            try expect(job, expected)
        },
        ConformanceCase("A job with nothing but a kind reads back with nothing else", .data) { context in
            try await context.enqueue(JobDraft(id: Fixture.id(1), kind: "bare", payload: Data()))
            let job = try await context.job(Fixture.id(1))
            try expect(job.payload, Data())
            try expect(job.tags, [])
            try expect(job.headers, [:])
            try expect(job.timeout, nil)
            try expect(job.deadline, nil)
            try expect(job.queue, JobOptions.defaultQueue)
            try expect(job.priority, .normal)
            let claimed = try unwrap(try await context.claim(queues: [job.queue], kinds: ["bare"]).jobs.first, "claimed job")
            try expect(claimed.payload, Data())
            try expect(claimed.tags, [])
            try expect(claimed.headers, [:])
            try expect([claimed.timeout == nil, claimed.deadline == nil], [true, true])
        },
        payload("A payload of no bytes is kept", Data()),
        payload("A payload of every byte value is kept", Data((0...255).map { UInt8($0) })),
        payload("A payload of 1 MiB is kept", Fixture.bytes(1 << 20, seed: 3)),
        ConformanceCase("An output is nothing, empty, or 1 MiB, and none is taken for another", .data) { context in
            let outputs: [Data?] = [nil, Data(), Data((0...255).map { UInt8($0) }), Fixture.bytes(1 << 20, seed: 4)]
            for (offset, output) in outputs.enumerated() {
                let job = try await context.run(Fixture.draft(offset + 1), token: offset + 1)
                try expect(try await context.settle(job, .succeeded(output: output)), .applied)
                try expect(try await context.job(job.id).output, output)
            }
        },
        ConformanceCase("Every priority is kept", .data) { context in
            for priority in JobPriority.allCases {
                try await context.enqueue(Fixture.draft(priority.rawValue + 1, priority: priority))
                try expect(try await context.job(Fixture.id(priority.rawValue + 1)).priority, priority)
            }
        },
        ConformanceCase("Times are kept to the microsecond, long ago and far ahead", .data) { context in
            let times = [-2_208_988_800_000_001, -1, 0, 1, 253_402_300_799_999_999].map(Timestamp.init(microseconds:))
            let later = [4_102_444_800_000_001, 253_402_300_799_999_999].map(Timestamp.init(microseconds:))
            for (offset, time) in later.enumerated() {
                try await context.enqueue(Fixture.draft(offset + 1, due: .at(time)))
                try expect(try await context.job(Fixture.id(offset + 1)).dueAt, time)
            }
            for (offset, time) in times.enumerated() {
                try await context.enqueue(Fixture.draft(offset + 11, deadline: .at(time)))
                try expect(try await context.job(Fixture.id(offset + 11)).deadline, time)
            }
        },
        ConformanceCase("Identifiers of any bits are kept apart", .data) { context in
            let ids = [
                JobID(high: 0, low: 0), JobID(high: 0, low: 1), JobID(high: 1, low: 0), JobID(high: .max, low: .max),
                JobID(high: .max, low: 0),
                JobID(high: 1 << 63, low: 1 << 63),
            ]
            for (offset, id) in ids.enumerated() {
                var draft = Fixture.draft(offset + 1)
                draft.id = id
                try await context.enqueue(draft)
            }
            for (offset, id) in ids.enumerated() { try expect(try await context.job(id).version, 21 + offset) }
            try expect(try await context.claim().jobs.map(\.id), ids)
        },
        ConformanceCase("Tokens of any bits hold their jobs", .data) { context in
            let tokens = [ClaimToken(high: 0, low: 0), ClaimToken(high: .max, low: .max), ClaimToken(high: 1 << 63, low: 0)]
            for (offset, token) in tokens.enumerated() {
                try await context.enqueue(Fixture.draft(offset + 1))
                let request = ClaimRequest(
                    token: token, worker: "worker.1", queues: [Fixture.queue], kinds: [Fixture.kind], limit: 1, lease: .seconds(60))
                let job = try unwrap(try await context.store.claim(request).jobs.first, "claimed job")
                try expect(try await context.job(job.id).claim?.lease.token, token)
                try expect(try await context.settle(job, .succeeded()), .applied)
            }
        },
        ConformanceCase("Jobs are found by their ids, and unknown ids are left out", .data) { context in
            try await context.enqueue(Fixture.draft(1), Fixture.draft(2), Fixture.draft(3))
            let found = try await context.store.jobs([Fixture.id(3), Fixture.id(404), Fixture.id(1)])
            try expect(Set(found.map(\.id)), [Fixture.id(1), Fixture.id(3)])
            try expect(try await context.store.jobs([]), [])
        },
        ConformanceCase("Five hundred jobs are found by their ids", .data) { context in
            _ = try await context.store.enqueue((1...500).map { Fixture.draft($0) })
            try expect(Set(try await context.store.jobs((1...1_000).map(Fixture.id)).map(\.id)), Set((1...500).map(Fixture.id)))
        },
        ConformanceCase("The latest progress counts, and a report may be bare", .data) { context in
            let job = try await context.run(Fixture.draft(1))
            for progress in [JobProgress(stage: "first", fraction: 0.25, message: "some"), JobProgress(stage: "second")] {
                try expect(try await context.report(job, progress), .applied)
                try expect(try await context.job(job.id).progress, progress)
            }
        },
        ConformanceCase("Progress outlives the attempt, and the job's end", .data) { context in
            let draft = Fixture.draft(1)
            let progress = JobProgress(stage: "half", fraction: 0.5, message: "well")
            let first = try await context.run(draft, token: 1, lease: .zero)
            try expect(try await context.report(first, progress), .applied)
            try expect(try await context.sweep(try await context.job(draft.id)), .applied)
            try expect(try await context.job(draft.id).progress, progress)
            let second = try await context.claimAgain(draft, token: 2)
            try expect(try await context.settle(second, .succeeded()), .applied)
            try expect(try await context.job(draft.id).progress, progress)
        },
    ]

    private static func payload(_ name: String, _ payload: Data) -> ConformanceCase {
        ConformanceCase(name, .data) { context in
            let job = try await context.run(Fixture.draft(1, payload: payload))
            try expect(job.payload, payload)
            try expect(try await context.job(job.id).payload, payload)
        }
    }
}

extension Fixture {
    /// That many bytes without a pattern, the same on every run.
    static func bytes(_ count: Int, seed: UInt64) -> Data {
        var random = SplitMix64(seed: seed)
        return Data((0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    }
}
