import JobKit

extension Scenario {
    /// The cost to a queue of tasks in its process that wait for other jobs, which are not due: a service that awaits an output for each
    /// request.
    static let waiters = Scenario(name: "waiters", summary: "drain no-op jobs while 3,000 tasks wait for jobs that are not due") { plan in
        let count = plan.count(20_000)
        var (waited, alone): ([Double], [Double]) = ([], [])
        try await plan.rounds {
            alone.append(try await drainRate(plan, count, waiters: 0))
            waited.append(try await drainRate(plan, count, waiters: 3_000))
        }
        return [
            try Row(
                "drain beside 3,000 waiters (other: none)", plan.synchronous, .perSecond, jobKit: waited, other: alone,
                aim: Row.ratioAtLeast(0.9, "without waiters"))
        ]
    }

    private static func drainRate(_ plan: Plan, _ count: Int, waiters: Int) async throws -> Double {
        try await plan.workspace.withStore(plan.synchronous) { store, _ in
            let queue = JobQueue(store: store, services: .quiet)
            let later = EnqueueOptions(due: .after(.seconds(86_400)))
            let waiting = try await queue.enqueue((0..<waiters).map { NoOp($0) }, options: later).map { handle in
                Task { _ = try? await handle.output }
            }
            defer { for task in waiting { task.cancel() } }
            let countdown = Countdown(count)
            var handlers = JobHandlers()
            handlers.add(NoOp.self) { _, _ in countdown.tick() }
            let duration = try await seconds {
                try await withWorker(store, handlers) {
                    for first in stride(from: 0, to: count, by: 10) { try await queue.enqueue((first..<first + 10).map { NoOp($0) }) }
                    await countdown.wait()
                }
            }
            return Double(count) / duration
        }
    }
}
