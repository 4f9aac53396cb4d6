import JobKit

extension Scenario {
    /// A backlog of no-op jobs, decoded, handled and settled by one worker. Raw: claim 100 and complete the 100 before in one commit.
    static let drain = Scenario(name: "drain", summary: "drain 100,000 no-op jobs by one worker") { plan in
        let count = plan.count(100_000)
        var (rates, smallRates, rawRates): ([Double], [Double], [Double]) = ([], [], [])
        try await plan.rounds {
            rawRates.append(try await rawDrainRate(plan, count))
            rates.append(try await drainRate(plan, count, concurrency: 512))
            smallRates.append(try await drainRate(plan, count / 2, concurrency: nil))
        }
        return [
            try Row(
                "drain, concurrency 512", plan.synchronous, .perSecond, jobKit: rates, other: rawRates, aim: Row.ratioAtLeast(0.5, "raw")),
            try Row("drain, concurrency 10 (the default)", plan.synchronous, .perSecond, jobKit: smallRates, other: rawRates),
        ]
    }

    /// The same where each handler has a step and reports once, waiting for both to be stored. Raw: two commits more for each 100.
    static let steps = Scenario(name: "steps", summary: "drain no-op jobs that have a step and report progress") { plan in
        let count = plan.count(20_000)
        var (rates, rawRates): ([Double], [Double]) = ([], [])
        try await plan.rounds {
            rawRates.append(try await rawDrainRate(plan, count, withStepAndProgress: true))
            rates.append(try await drainRate(plan, count, concurrency: 512, withStepAndProgress: true))
        }
        return [
            try Row(
                "drain, with one step and one progress report each", plan.synchronous, .perSecond, jobKit: rates, other: rawRates)
        ]
    }

    static func drainRate(_ plan: Plan, _ count: Int, concurrency: Int?, withStepAndProgress: Bool = false) async throws -> Double {
        try await plan.workspace.withStore(plan.synchronous) { store, path in
            try RawQueue(path: path, synchronous: nil).enqueue(count, perCommit: 1_000)
            let countdown = Countdown(count)
            var handlers = JobHandlers()
            handlers.add(NoOp.self) { _, context in
                if withStepAndProgress {
                    _ = try await context.step("measure") { 1 }
                    try await context.progress(stage: "measuring", fraction: 0.5)
                }
                countdown.tick()
            }
            let duration = try await seconds {
                try await withWorker(store, handlers, concurrency: concurrency) { await countdown.wait() }
            }
            try await expect(count, .completed, in: JobQueue(store: store, services: .quiet))
            return Double(count) / duration
        }
    }

    private static func rawDrainRate(_ plan: Plan, _ count: Int, withStepAndProgress: Bool = false) async throws -> Double {
        try await plan.workspace.withRawQueue(plan.synchronous) { raw in
            try raw.enqueue(count, perCommit: 1_000)
            let start = monotonicSeconds()
            let drained = try raw.drain(batch: 100, withStepAndProgress: withStepAndProgress)
            guard drained == count else { throw BenchError("the raw queue drained \(drained) jobs of \(count)") }
            return Double(count) / (monotonicSeconds() - start)
        }
    }
}
