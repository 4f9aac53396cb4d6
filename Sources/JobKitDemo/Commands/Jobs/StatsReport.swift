import JobKit

/// What `jobs stats` prints.
struct StatsReport: Encodable {
    struct Count: Encodable {
        var queue: String
        var kind: String
        var state: String
        var jobs: Int
    }

    /// The demo's workers announce themselves each second.
    static let living = Duration.seconds(10)

    var counts: [Count]
    var workers: [String]
    var pausedQueues: [String]
    /// Kinds of jobs that wait, and that no running worker handles.
    var unhandledKinds: [String]

    init(counts: [JobCount], overview: StoreOverview, unhandled: [String]) {
        let sorted = counts.sorted { ($0.queue, $0.kind, $0.state.rawValue) < ($1.queue, $1.kind, $1.state.rawValue) }
        self.counts = sorted.map { Count(queue: $0.queue, kind: $0.kind, state: $0.state.rawValue, jobs: $0.count) }
        workers = overview.workers.filter { $0.seenAt.duration(to: overview.now) <= Self.living }.map(\.id)
        pausedQueues = overview.pausedQueues.sorted()
        unhandledKinds = unhandled
    }

    var text: String {
        var table = TextTable(["QUEUE", "KIND", "STATE", "JOBS"])
        for count in counts { table.add([count.queue, count.kind, count.state, "\(count.jobs)"]) }
        var lines = [counts.isEmpty ? "No jobs." : table.text]
        lines.append(workers.isEmpty ? "No worker is running." : "Workers: " + workers.joined(separator: ", "))
        if !pausedQueues.isEmpty { lines.append("Paused queues: " + pausedQueues.joined(separator: ", ")) }
        if !unhandledKinds.isEmpty {
            lines.append("Waiting, and no running worker handles them: " + unhandledKinds.joined(separator: ", "))
        }
        return lines.joined(separator: "\n")
    }
}
