import JobKit

extension Scenario {
    /// The state in which a service comes back after a night: every waiting job is past its deadline. And the cost of reading afterwards.
    static let expire = Scenario(name: "expire", summary: "expire a backlog of 400,000 in one sweep, then count the jobs") { plan in
        let count = plan.count(400_000)
        var (sweeps, counts): ([Double], [Double]) = ([], [])
        try await plan.rounds {
            try await plan.workspace.withStore(plan.synchronous) { store, _ in
                let queue = JobQueue(store: store, services: .quiet)
                for first in stride(from: 0, to: count, by: 10_000) {
                    let drafts = try (first..<min(first + 10_000, count)).map { number in
                        var draft = try queue.draft(NoOp(number))
                        draft.deadline = .after(.zero)
                        return draft
                    }
                    _ = try await store.enqueue(drafts)
                }
                let duration = try await seconds {
                    let report = try await Sweeper(store: store).sweep()
                    guard report.expired == count else { throw BenchError("\(report.expired) jobs were expired, not \(count)") }
                }
                sweeps.append(duration)
                counts.append(try await seconds { _ = try await store.counts() } * 1_000)
            }
        }
        return [
            try Row("expire \(count.formatted()) jobs", plan.synchronous, .seconds, jobKit: sweeps),
            try Row("count them afterwards", plan.synchronous, .milliseconds, jobKit: counts),
        ]
    }
}
