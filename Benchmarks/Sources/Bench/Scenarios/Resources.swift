import JobKit

extension Scenario {
    /// User and system time of a process with one worker and an empty queue. All runs at the same time, each a process with a file of its
    /// own.
    static let idle = Scenario(name: "idle", summary: "processor time of an idle worker") { plan in
        let shares = try await withThrowingTaskGroup { group in
            for run in 0..<plan.runs {
                group.addTask {
                    try await plan.workspace.withStore(plan.synchronous) { _, path in
                        let child = try Child(.idle, path: path, plan.synchronous, count: plan.isQuick ? 2 : 20)
                        return try await child.answer(Double.self)
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        return [
            try Row("processor time of an idle worker", plan.synchronous, .percent, jobKit: shares, aim: Row.atMost(0.5, .percent))
        ]
    }

    /// A process that drains a million jobs: its largest resident memory, and the growth from the second quarter of the time to the last.
    static let memory = Scenario(name: "memory", summary: "peak memory of draining 1,000,000 jobs") { plan in
        let count = plan.count(1_000_000)
        var (peaks, growths, rates): ([Double], [Double], [Double]) = ([], [], [])
        try await plan.rounds {
            let found = try await plan.workspace.withStore(plan.synchronous) { store, path in
                await store.close()
                try RawQueue(path: path, synchronous: nil).enqueue(count, perCommit: 1_000)
                return try await Child(.drain, path: path, plan.synchronous, count: count).answer(MemoryUse.self)
            }
            peaks.append(found.peak)
            growths.append(found.growth)
            rates.append(found.rate)
        }
        return [
            try Row(
                "peak memory of draining \(count.formatted()) jobs", plan.synchronous, .mebibytes, jobKit: peaks,
                aim: Row.atMost(64, .mebibytes)),
            try Row(
                "… its growth from the second quarter to the last", plan.synchronous, .mebibytes, jobKit: growths,
                aim: Row.atMost(4, .mebibytes)),
            try Row("… its rate", plan.synchronous, .perSecond, jobKit: rates),
        ]
    }
}
