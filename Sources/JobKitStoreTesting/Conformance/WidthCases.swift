import Foundation

// The width and precision that a store's columns need: values that fit into fewer bits today will not always, and nothing reports the
// overflow.

extension StoreConformance {
    static let widthCases: [ConformanceCase] = [
        ConformanceCase("Versions and budgets are kept in 64 bits", .data) { context in
            let versions = [0, -1, 1 << 15, 1 << 16, 1 << 31, 1 << 32, 1 << 53 + 1, .min, .max]
            let budgets = [1, 1 << 8, 1 << 15, 1 << 16, 1 << 31, 1 << 32, 1 << 53 + 1, .max - 1, .max]
            for (n, (version, maxAttempts)) in zip(versions, budgets).enumerated() {
                var draft = Fixture.draft(n + 1, maxAttempts: maxAttempts)
                draft.version = version
                let claimed = try await context.run(draft, token: n + 1)
                try expect([claimed.version, claimed.maxAttempts], [version, maxAttempts], "as claimed")
                let job = try await context.job(draft.id)
                try expect([job.version, job.maxAttempts], [version, maxAttempts], "as read")
            }
        },
        ConformanceCase("Attempts are counted in 31 bits", .data) { context in
            for (n, attempt) in [1 << 8, 1 << 15, 1 << 16, Int(Int32.max)].enumerated() {
                let draft = Fixture.draft(n + 1, maxAttempts: .max)
                let first = try await context.run(draft, token: 2 * n + 1)
                let back = JobChange(
                    id: draft.id, expecting: .leased(first.lease, cancelRequested: false),
                    effect: .wait(due: .now, attempt: attempt - 1, deadline: nil))
                try expect(try await context.apply(back), .applied)
                try expect(try await context.job(draft.id).attempt, attempt - 1)
                let again = try await context.claimAgain(draft, token: 2 * n + 2)
                try expect(again.attempt, attempt)
                try expect(try await context.settle(again, .failed(Fixture.fatal)), .applied)
                let job = try await context.job(draft.id)
                try expect([job.attempt, job.errors.last?.attempt], [attempt, attempt])
            }
        },
        ConformanceCase("A timeout is kept to the microsecond, short and long", .data) { context in
            let timeouts: [Duration] = [
                .microseconds(1), .microseconds(999), .microseconds(1_001), .seconds(1) + .microseconds(1), .seconds(86_400 * 36_500),
                .microseconds((1 << 53) + 1),
            ]
            for (n, timeout) in timeouts.enumerated() {
                var draft = Fixture.draft(n + 1)
                draft.timeout = timeout
                try expect(try await context.run(draft, token: n + 1).timeout, timeout, "as claimed")
                try expect(try await context.job(draft.id).timeout, timeout, "as read")
            }
        },
        ConformanceCase(
            "Jobs are taken in their order to the microsecond, beyond what a floating-point number tells apart", .order, time: .manual
        ) { context in
            let base = Timestamp(microseconds: Int64(1) << 53 + 1_000)
            for (n, offset) in [4, 1, 3, 0, 2].enumerated() {
                try await context.enqueue(Fixture.draft(n + 1, due: .at(base.advanced(by: .microseconds(offset)))))
            }
            context.clock.advance(by: context.clock.now.duration(to: base) + .microseconds(4))
            try expect(try await context.claim().jobs.map(\.id), [4, 2, 5, 3, 1].map(Fixture.id))
        },
        ConformanceCase("The next due time is told to the microsecond beyond what a floating-point number tells apart", .claim) { context in
            let base = Int64(1) << 53 + 1_000
            for (n, offset) in [3, 1, 2].enumerated() {
                try await context.enqueue(Fixture.draft(n + 1, due: .at(Timestamp(microseconds: base + Int64(offset)))))
            }
            try expect(try await context.claim().nextDueAt, Timestamp(microseconds: base + 1))
        },
        ConformanceCase(
            "Due and overdue are told apart to the microsecond beyond what a floating-point number tells apart", .order, time: .manual
        ) {
            context in
            let now = Timestamp(microseconds: Int64(1) << 54 + 1)
            context.clock.advance(by: context.clock.now.duration(to: now))
            try await context.enqueue(
                Fixture.draft(1, due: .at(now)), Fixture.draft(2, due: .at(now.advanced(by: .microseconds(1)))),
                Fixture.draft(3, kind: "kind.b", deadline: .at(now)),
                Fixture.draft(4, kind: "kind.b", deadline: .at(now.advanced(by: .microseconds(1)))))
            try expect(try await context.job(Fixture.id(2)).state, .scheduled)
            try expect(try await context.claim().jobs.map(\.id), [Fixture.id(1)])
            try expect(try await context.overdue(limit: 100), [Fixture.id(3)])
        },
        ConformanceCase("A worker's concurrency is kept in 64 bits", .queues) { context in
            for concurrency in [1 << 16, 1 << 32, .max] {
                try await context.store.announce(WorkerInfo(id: "w", queues: [], kinds: [], concurrency: concurrency), leaving: false)
                try expect(try await context.store.overview().workers.map(\.concurrency), [concurrency])
            }
        },
    ]
}
