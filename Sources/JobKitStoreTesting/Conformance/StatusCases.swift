import Foundation

/// The status of jobs, which is read several times a second for every followed job.
extension StoreConformance {
    static let statusCases: [ConformanceCase] = [
        ConformanceCase("The status of a job in any state is its record without what can be large", .data) { context in
            var drafts: [JobDraft] = []
            for (n, state) in [JobState.completed, .failed, .cancelled, .expired].enumerated() {
                drafts.append(Fixture.draft(n, kind: "kind.\(n)"))
                try await context.finish(drafts[n], state, token: n + 1)
            }
            drafts += [
                Fixture.draft(10, kind: "kind.later", due: .after(.seconds(500)), deadline: .after(.seconds(900))),
                Fixture.draft(11, kind: "kind.due", priority: .high, deadline: .after(.seconds(900))),
                Fixture.draft(12, kind: "kind.run", priority: .low, deadline: .after(.seconds(900))),
                Fixture.draft(13, kind: "kind.retried"),
                Fixture.draft(14, kind: "kind.run"), Fixture.draft(15, kind: "kind.run"),
            ]
            _ = try await context.store.enqueue(Array(drafts[4...]))
            let retried = try await context.claimAgain(drafts[7], token: 20)
            try expect(try await context.settle(retried, .failed(Fixture.passing), retry: .fixed(.zero, maxAttempts: 5)), .applied)
            let running = try await context.claim(token: 21, kinds: ["kind.run"]).jobs
            let reporting = try unwrap(running.first { $0.id == Fixture.id(12) }, "running job")
            try expect(try await context.report(reporting, JobProgress(stage: "stage", fraction: 0.25, message: "message")), .applied)
            try expect(try await context.requestCancel(reporting), .applied)
            let settled = try unwrap(running.first { $0.id == Fixture.id(14) }, "running job")
            try expect(try await context.settle(settled, .succeeded(output: Data("output".utf8))), .applied)

            let ids = drafts.map(\.id)
            let records = try await context.store.jobs(ids).sorted { $0.id < $1.id }
            let statuses = try await context.store.jobs(JobsRequest(ids + [Fixture.id(404)] + ids, detail: .status)).sorted {
                $0.id < $1.id
            }
            try expect(records.count, drafts.count)
            try expect(statuses, records.map { $0.showing(.status) })
            try expect(statuses.first { $0.id == Fixture.id(12) }?.attempt, 1)
        },
        ConformanceCase("The status of no job, or of one that is not there, is nothing", .data) { context in
            try expect(try await context.store.jobs(JobsRequest([], detail: .status)), [])
            try expect(try await context.store.jobs(JobsRequest([Fixture.id(404)], detail: .status)), [])
        },
        ConformanceCase("The status of a thousand jobs is one answer", .data) { context in
            _ = try await context.store.enqueue((1...1_000).map { Fixture.draft($0) })
            let claimed = Set(try await context.claim(300).jobs.map(\.id))
            let statuses = try await context.store.jobs(JobsRequest((1...1_000).map(Fixture.id), detail: .status))
            try expect(statuses.count, 1_000)
            try expect(Set(statuses.filter { $0.state == .running }.map(\.id)), claimed)
            try expect(statuses.count { $0.state == .pending && $0.attempt == 0 }, 700)
        },
        ConformanceCase("The names of steps are answered without their results", .steps) { context in
            let job = try await context.run(Fixture.draft(1))
            for (name, size) in [("first", 1), ("second", 1 << 20), ("third", 0)] {
                try expect(try await context.saveStep(job, name, Data(repeating: 7, count: size)), .applied)
            }
            let names = try await context.store.stepResults(StepsRequest(job.id, detail: .names))
            try expect(names, ["first": Data(), "second": Data(), "third": Data()])
            try expect(try await context.store.stepResults(StepsRequest(Fixture.id(404), detail: .names)), [:])
        },
    ]
}
