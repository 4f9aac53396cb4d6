import JobKit

extension Scenario {
    /// One job a call: awaited one after the other, and from 64 tasks at once. Raw: one job a commit, and 64 a commit.
    static let enqueue = Scenario(name: "enqueue", summary: "enqueue one by one, and from 64 tasks at once") { plan in
        let count = plan.count(5_000)
        var (one, many, rawOne, rawMany): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
        try await plan.rounds {
            rawOne.append(try await rawRate(plan, count, perCommit: 1))
            one.append(try await rate(plan, count, tasks: 1))
            many.append(try await rate(plan, count * 8, tasks: 64))
            rawMany.append(try await rawRate(plan, count * 8, perCommit: 64))
        }
        return [
            try Row(
                "enqueue one by one, awaited", plan.synchronous, .perSecond, jobKit: one, other: rawOne, aim: Row.ratioAtLeast(0.7, "raw")),
            try Row("enqueue from 64 tasks at once", plan.synchronous, .perSecond, jobKit: many, other: rawMany),
            try Row(
                "… by the figure of one by one", plan.synchronous, .perSecond, jobKit: many, ratio: zip(many, one).map { $0 / $1 },
                aim: Row.ratioAtLeast(5, "one by one")),
        ]
    }

    static func rate(_ plan: Plan, _ count: Int, tasks: Int) async throws -> Double {
        try await plan.workspace.withStore(plan.synchronous) { store, _ in
            let queue = JobQueue(store: store, services: .quiet)
            let each = count / tasks
            let duration = try await seconds {
                try await withThrowingTaskGroup { group in
                    for task in 0..<tasks {
                        group.addTask {
                            for number in 0..<each { _ = try await queue.enqueue(NoOp(task * each + number)) }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            try await expect(tasks * each, .pending, in: queue)
            return Double(tasks * each) / duration
        }
    }

    static func rawRate(_ plan: Plan, _ count: Int, perCommit: Int) async throws -> Double {
        try await plan.workspace.withRawQueue(plan.synchronous) { raw in
            let start = monotonicSeconds()
            try raw.enqueue(count, perCommit: perCommit)
            return Double(count) / (monotonicSeconds() - start)
        }
    }
}

extension Scenario {
    /// Many jobs a call; raw: as many a commit.
    static let bulk = Scenario(name: "bulk", summary: "enqueue in bulk, 100 and 1,000 a call") { plan in
        var rows: [Row] = []
        for perCall in [100, 1_000] {
            let count = plan.count(100_000)
            var (rates, rawRates): ([Double], [Double]) = ([], [])
            try await plan.rounds {
                rawRates.append(try await rawRate(plan, count, perCommit: perCall))
                rates.append(try await bulkRate(plan, count, perCall: perCall))
            }
            rows.append(
                try Row(
                    "enqueue in bulk, \(perCall.formatted()) a call", plan.synchronous, .perSecond, jobKit: rates, other: rawRates,
                    aim: Row.ratioAtLeast(0.6, "raw")))
        }
        return rows
    }

    private static func bulkRate(_ plan: Plan, _ count: Int, perCall: Int) async throws -> Double {
        try await plan.workspace.withStore(plan.synchronous) { store, _ in
            let queue = JobQueue(store: store, services: .quiet)
            let duration = try await seconds {
                for start in stride(from: 0, to: count, by: perCall) {
                    _ = try await queue.enqueue((start..<start + perCall).map(NoOp.init))
                }
            }
            try await expect(count, .pending, in: queue)
            return Double(count) / duration
        }
    }
}

/// A rate counts only when all the jobs are in this state.
func expect(_ count: Int, _ state: JobState, in queue: JobQueue) async throws {
    let counts = try await queue.counts()
    guard counts.map(\.state) == [state], counts[0].count == count else {
        throw BenchError("expected \(count) \(state) jobs and nothing else, found \(counts)")
    }
}
