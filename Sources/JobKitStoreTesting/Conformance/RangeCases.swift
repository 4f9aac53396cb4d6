import Foundation

extension Fixture {
    /// The ends of a duration's range, and values around zero.
    public static let durations: [Duration] = [
        .seconds(Int64.min), .seconds(-1), .nanoseconds(-1), .zero, .nanoseconds(1), .microseconds(1), .seconds(1), .seconds(Int64.max),
        .seconds(Int64.max) * 2,
    ]
    /// The ends of a number's range, and values around zero.
    public static let integers: [Int] = [.min, -1, 0, 1, .max]
    /// The ends of a floating-point number's range, and NaN.
    public static let doubles: [Double] = [
        -.infinity, -.greatestFiniteMagnitude, -1, -0.0, 0.5, 1, .greatestFiniteMagnitude, .infinity, .nan,
    ]
    /// The ends of a timestamp's range, and times around 1970.
    public static let timestamps: [Timestamp] = [.min, -1, 0, 1, .max].map(Timestamp.init(microseconds:))
}

/// Any value of a caller is stored, clamped or refused, and the store works on.
extension StoreConformance {
    static let rangeCases: [ConformanceCase] = [
        ConformanceCase("Delays, deadlines and timeouts of any length are kept or clamped", .data) { context in
            for (n, duration) in Fixture.durations.enumerated() {
                var draft = Fixture.draft(n, due: .after(duration), deadline: .after(duration))
                draft.timeout = duration
                try await context.enqueue(draft)
                let job = try await context.job(draft.id)
                try expect(job.dueAt, job.createdAt.advanced(by: max(.zero, duration)), "due after \(n)")
                try expect(job.deadline, job.createdAt.advanced(by: max(.zero, duration)), "deadline after \(n)")
                try expect(job.timeout?.microseconds, duration.microseconds, "timeout \(n)")
            }
            try await context.work()
        },
        ConformanceCase("Times of any age are kept or clamped", .data, time: .manual) { context in
            for (n, time) in Fixture.timestamps.enumerated() {
                try await context.enqueue(Fixture.draft(n, due: .at(time), deadline: .at(time)))
                let job = try await context.job(Fixture.id(n))
                try expect(job.dueAt, max(context.clock.now, time))
                try expect(job.deadline, time)
            }
            try await context.work()
        },
        ConformanceCase("Versions and budgets of any size are kept", .data) { context in
            for (n, number) in Fixture.integers.enumerated() {
                var draft = Fixture.draft(n, maxAttempts: max(1, number))
                draft.version = number
                try await context.enqueue(draft)
                let job = try await context.job(draft.id)
                try expect([job.version, job.maxAttempts], [number, max(1, number)])
            }
            try await context.work()
        },
        ConformanceCase("Leases of any length are kept or clamped, by a claim and by a renewal", .data, time: .manual) { context in
            for (n, duration) in Fixture.durations.enumerated() {
                try await context.enqueue(Fixture.draft(n))
                let claim = try await context.claim(1, token: n + 1, lease: duration)
                try expect(claim.jobs.map(\.id), [Fixture.id(n)])
                try expect(claim.until, context.clock.now.advanced(by: duration))
                _ = try await context.store.renew([HeldClaim(claim)], for: duration)
                try expect(try await context.job(Fixture.id(n)).claim?.until, context.clock.now.advanced(by: duration))
            }
            try await context.work()
        },
        ConformanceCase("Retries and snoozes of any length are kept or clamped", .data, time: .manual) { context in
            for (n, duration) in Fixture.durations.enumerated() {
                let snoozed = try await context.run(Fixture.draft(2 * n, kind: "kind.\(2 * n)"), token: 2 * n + 1)
                try expect(try await context.settle(snoozed, .snoozed(until: .after(duration))), .applied)
                try expect(try await context.job(snoozed.id).dueAt, context.clock.now.advanced(by: max(.zero, duration)))
                let retried = try await context.run(Fixture.draft(2 * n + 1, kind: "kind.\(2 * n + 1)"), token: 2 * n + 2)
                let policy = RetryPolicy.fixed(duration, maxAttempts: 5, jitter: 1)
                try expect(try await context.settle(retried, .failed(Fixture.passing), retry: policy), .applied)
                try expectTrue(try await context.job(retried.id).dueAt >= context.clock.now, "never before now")
            }
            try await context.work()
        },
        ConformanceCase("Limits of any size are kept or clamped", .data) { context in
            for (n, limit) in Fixture.integers.enumerated() {
                try await context.enqueue(Fixture.draft(n), Fixture.draft(n + 100, deadline: .at(Timestamp(microseconds: 1))))
                try expect(try await context.claim(limit, token: n + 1).jobs.map(\.id), [Fixture.id(n)])
                var page = PageRequest()
                page.limit = limit
                try expectTrue(try await !context.store.jobs(matching: JobQuery(), page: page).jobs.isEmpty, "a page of \(limit)")
                let overdue = try await context.store.overdue(OverdueRequest(limit: limit)).expired
                try expect(overdue.count, min(n + 1, max(0, limit)), "overdue up to \(limit)")
                try expect(try await context.store.prune(.default, limit: limit), 0)
            }
            try await context.work()
        },
        ConformanceCase("Retentions of any length remove what is older and nothing else", .data, time: .manual) { context in
            try await context.finish(Fixture.draft(1), .completed)
            context.clock.advance(by: .seconds(10))
            for duration in Fixture.durations.reversed() {
                let retention = Retention(completed: duration, failed: duration, cancelled: duration, expired: duration)
                let isOld = duration < .seconds(10)
                let wasThere = try await !context.store.jobs([Fixture.id(1)]).isEmpty
                try expect(
                    try await context.store.prune(retention, limit: 10), isOld && wasThere ? 1 : 0, "kept for \(duration / .seconds(1)) s")
            }
            try await context.work()
        },
        ConformanceCase("Progress of any fraction is kept, clamped or left out", .data) { context in
            let job = try await context.run(Fixture.draft(1))
            for fraction in Fixture.doubles {
                try expect(try await context.report(job, JobProgress(stage: "stage", fraction: fraction)), .applied)
                let shown = try unwrap(try await context.job(job.id).progress, "progress").fraction
                try expect(shown, fraction.isNaN ? nil : min(1, max(0, fraction)))
            }
            try await context.work()
        },
    ]
}

extension ConformanceContext {
    /// A job that is like any other is enqueued, claimed and completed.
    fileprivate func work() async throws {
        let draft = Fixture.draft(9_999, kind: "kind.work", queue: "queue.work")
        let job = try await run(draft, token: 9_999)
        try expect(try await settle(job, .succeeded()), .applied)
        try expect(try await self.job(draft.id).state, .completed)
    }
}
