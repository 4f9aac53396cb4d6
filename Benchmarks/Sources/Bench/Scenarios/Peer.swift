import Foundation
import JobKit

/// The output of a peer's program after a round.
struct PeerRound: Decodable, Sendable {
    let enqueueRate: Double
    let drainRate: Double
    let latencies: [Double]
}

extension Scenario {
    /// JobKit and huey in turns, on files in the same folder: enqueue one by one, drain of no-op jobs, enqueue to start on an idle worker
    /// in the same process. JobKit at FULL is compared with huey's default, which leaves SQLite at FULL, and JobKit at NORMAL with huey
    /// without flushes.
    ///
    /// - Parameter command: the program of `Benchmarks/peers` with its interpreter.
    static func peer(command: String) -> Scenario {
        Scenario(name: "peer", summary: "JobKit beside huey") { plan in
            var rows: [Row] = []
            for workers in [1, 4] { rows += try await peerRows(plan, command, workers: workers) }
            return rows
        }
    }

    private static func peerRows(_ plan: Plan, _ command: String, workers: Int) async throws -> [Row] {
        let count = plan.count(10_000)
        var (enqueued, drained, started): ([Double], [Double], [Double]) = ([], [], [])
        var (peerEnqueued, peerDrained, peerStarted): ([Double], [Double], [Double]) = ([], [], [])
        try await plan.rounds {
            let round = try peerRound(plan, command, workers: workers, count: count)
            peerEnqueued.append(round.enqueueRate)
            peerDrained.append(round.drainRate)
            peerStarted.append(quantile(0.5, of: round.latencies.sorted()))
            enqueued.append(try await rate(plan, count / 2, tasks: 1))
            drained.append(try await drainRate(plan, count * 5, concurrency: 512))
            started.append(quantile(0.5, of: try await latencies(plan, across: false).sorted()))
        }
        let name = "huey, \(workers) thread\(workers == 1 ? "" : "s"), \(plan.synchronous == .full ? "its default" : "fsync off")"
        return [
            try Row("\(name): enqueue one by one", plan.synchronous, .perSecond, jobKit: enqueued, other: peerEnqueued),
            try Row(
                "\(name): drain", plan.synchronous, .perSecond, jobKit: drained, other: peerDrained,
                // Without flushes huey promises less than JobKit does at NORMAL: a crash of the system may damage its file.
                aim: plan.synchronous == .full ? Row.ratioAtLeast(10, "huey") : nil),
            try Row("\(name): enqueue to start, p50", plan.synchronous, .milliseconds, jobKit: started, other: peerStarted),
        ]
    }

    private static func peerRound(_ plan: Plan, _ command: String, workers: Int, count: Int) throws -> PeerRound {
        let folder = plan.workspace.folder.appendingPathComponent("peer")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try answer(
            of: command.split(separator: " ").map(String.init) + [
                folder.path, "\(workers)", plan.synchronous == .full ? "default" : "off", "\(count)", "\(count / 2)", "\(plan.count(60))",
            ])
    }

    /// The output of a peer's program.
    static func answer<Answer: Decodable>(of arguments: [String]) throws -> Answer {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw BenchError("\(arguments[0]) ended with \(process.terminationStatus)") }
        return try JSONDecoder().decode(Answer.self, from: answer)
    }
}
