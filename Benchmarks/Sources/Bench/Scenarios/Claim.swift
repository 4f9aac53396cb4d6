import JobKit
import JobKitSQLite

/// The other jobs in the file beside those that are claimed.
private struct Backlog: Sendable {
    let title: String
    /// Fills the file, with jobs that have been due for long where they are in front.
    let fill: @Sendable (_ plan: Plan, _ path: String) throws -> Void

    static let all = [
        Backlog(title: "1,000 pending") { plan, path in try pending(1_000, path) },
        Backlog(title: "100,000 pending") { plan, path in try pending(plan.count(100_000), path) },
        Backlog(title: "1,000,000 pending") { plan, path in try pending(plan.count(1_000_000), path) },
        Backlog(title: "1,000,000 finished") { plan, path in
            try pending(plan.count(1_000_000), path)
            _ = try RawQueue(path: path, synchronous: nil).drain(batch: 1_000)
            try pending(1_000, path)
        },
        Backlog(title: "1,000,000 scheduled for tomorrow, urgent") { plan, path in
            try RawQueue(path: path, synchronous: nil).enqueue(plan.count(1_000_000), perCommit: 1_000, priority: .urgent, delay: 86_400)
            try pending(1_000, path)
        },
        Backlog(title: "100,000 of an unhandled kind in front") { plan, path in
            try RawQueue(path: path, synchronous: nil, kind: "unhandled").enqueue(plan.count(100_000), perCommit: 1_000, delay: -3_600)
            try pending(1_000, path)
        },
    ]

    private static func pending(_ count: Int, _ path: String) throws {
        try RawQueue(path: path, synchronous: nil).enqueue(count, perCommit: 1_000, delay: -60)
    }
}

extension Scenario {
    /// A claim of 100, its commit included. After each, untimed, the claimed jobs are completed and as many are added, so that the backlog
    /// stays.
    static let claim = Scenario(name: "claim", summary: "claim 100 in front of, behind and beside large backlogs") { plan in
        var stores: [(store: SQLiteJobStore, path: String)] = []
        for (index, backlog) in Backlog.all.enumerated() {
            let path = plan.workspace.path("backlog-\(plan.synchronous)-\(index).db")
            let store = SQLiteJobStore(path: path, options: SQLiteJobStoreOptions(synchronous: plan.synchronous.option))
            try await store.prepare()
            try backlog.fill(plan, path)
            stores.append((store, path))
        }
        var times = [[Double]](repeating: [], count: stores.count)
        var rawTimes = times
        // Twice the rounds: the differences to be compared are a tenth.
        for _ in 0..<2 * plan.runs {
            for (index, (store, path)) in stores.enumerated() {
                rawTimes[index].append(try rawClaimTime(plan, path))
                times[index].append(try await claimTime(store))
            }
        }
        for (store, _) in stores { await store.close() }
        return try Backlog.all.enumerated().map { index, backlog in
            try Row(
                "claim of 100, \(backlog.title)", plan.synchronous, .milliseconds, jobKit: times[index], other: rawTimes[index],
                ratio: zip(times[index], times[0]).map { $0 / $1 }, aim: Row.ratioAtMost(1.25, "1,000 pending"))
        }
    }

    private static let samples = 20

    /// The median of some claims, in milliseconds; the first one, which finds the caches cold, left out.
    static func claimTime(_ store: any JobStore) async throws -> Double {
        let environment = JobEnvironment.system
        let queue = JobQueue(store: store, services: .quiet)
        var times: [Double] = []
        for _ in 0...samples {
            let request = ClaimRequest(
                token: environment.makeClaimToken(), worker: "bench", queues: [JobOptions.defaultQueue], kinds: [NoOp.kind], limit: 100,
                lease: .seconds(30))
            let start = monotonicSeconds()
            let claim = try await store.claim(request)
            times.append((monotonicSeconds() - start) * 1_000)
            guard claim.jobs.count == 100 else { throw BenchError("claimed \(claim.jobs.count) jobs of 100") }
            let changes = claim.jobs.map {
                JobChange(id: $0.id, expecting: .leased($0.lease, cancelRequested: false), effect: .finish(.completed, output: nil))
            }
            guard try await store.apply(changes).allSatisfy({ $0 == .applied }) else { throw BenchError("a completion was refused") }
            _ = try await queue.enqueue((0..<100).map(NoOp.init))
        }
        return quantile(0.5, of: times.dropFirst().sorted())
    }

    private static func rawClaimTime(_ plan: Plan, _ path: String) throws -> Double {
        let raw = try RawQueue(path: path, synchronous: plan.synchronous)
        var times: [Double] = []
        for _ in 0...samples {
            let start = monotonicSeconds()
            let count = try raw.claim(100)
            times.append((monotonicSeconds() - start) * 1_000)
            guard count == 100 else { throw BenchError("the raw queue claimed \(count) jobs of 100") }
            try raw.settle()
            try raw.enqueue(100, perCommit: 100)
        }
        return quantile(0.5, of: times.dropFirst().sorted())
    }
}
