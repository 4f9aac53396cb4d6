import Foundation
import JobKit
import JobKitPostgres

extension Scenario {
    /// JobKit and pgqueuer in turns on the same server: enqueue one by one, drain of no-op jobs, enqueue to start on an idle worker; then
    /// jobs at half of each one's drain rate, while a transaction is held open for `--seconds`.
    ///
    /// - Parameter command: the program of `Benchmarks/peers` with its interpreter.
    static func postgresPeer(command: String) -> Scenario {
        Scenario(name: "peer", summary: "JobKit beside pgqueuer") { plan in
            let server = try PostgresServer()
            var (rows, rate, peerRate): ([Row], Double, Double) = ([], 0, 0)
            for workers in [1, 2] {
                let round = try await peerRounds(plan, server, command, workers: workers)
                rows += round.rows
                (rate, peerRate) = (round.rate, round.peerRate)
            }
            return try await rows + heldRows(plan, server, command, rate, peerRate)
        }
    }

    private static func peerRounds(
        _ plan: Plan, _ server: PostgresServer, _ command: String, workers: Int
    ) async throws -> (rows: [Row], rate: Double, peerRate: Double) {
        let count = plan.count(20_000)
        var (enqueued, drained, median, high): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
        var (peerEnqueued, peerDrained, peerMedian, peerHigh): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
        try await plan.rounds {
            let round: PeerRound = try peer(command, "round", server, [workers, count, count / 10, plan.count(300)])
            peerEnqueued.append(round.enqueueRate)
            peerDrained.append(round.drainRate)
            peerMedian.append(quantile(0.5, of: round.latencies.sorted()))
            peerHigh.append(quantile(0.99, of: round.latencies.sorted()))
            enqueued.append(try await postgresRate(server, count / 10, tasks: 1))
            drained.append(try await postgresDrainRate(server, count * 10, workers: workers))
            let times = try await postgresLatencies(server, plan).sorted()
            median.append(quantile(0.5, of: times))
            high.append(quantile(0.99, of: times))
        }
        let name = "pgqueuer, \(workers) worker\(workers == 1 ? "" : "s")"
        var rows = [
            try Row("\(name): drain", .full, .perSecond, jobKit: drained, other: peerDrained, aim: Row.ratioAtLeast(5, "pgqueuer"))
        ]
        if workers == 1 {
            rows += [
                try Row("\(name): enqueue one by one", .full, .perSecond, jobKit: enqueued, other: peerEnqueued),
                try Row("\(name): enqueue to start, p50", .full, .milliseconds, jobKit: median, other: peerMedian),
                try Row("\(name): enqueue to start, p99", .full, .milliseconds, jobKit: high, other: peerHigh),
            ]
        }
        guard let figures = Spread(drained), let peer = Spread(peerDrained) else { throw BenchError("there were no rounds") }
        return (rows, figures.median, peer.median)
    }

    private static func heldRows(
        _ plan: Plan, _ server: PostgresServer, _ command: String, _ rate: Double, _ peerRate: Double
    ) async throws -> [Row] {
        let (half, peerHalf) = (Int(rate / 2), Int(peerRate / 2))
        let clean: PeerOffered = try peer(command, "offer", server, [2, peerHalf, 30])
        let holder = try server.hold()
        defer { holder.end() }
        let held: PeerOffered = try peer(command, "offer", server, [2, peerHalf, plan.seconds])
        holder.end()
        let own = try await PostgresOffer(server: server, rate: half, seconds: plan.seconds, isHeld: true).measure()
        let title = "held for \(plan.seconds) s, half of its own drain by 2 workers"
        return [
            try Row("pgqueuer, \(title): offered", .full, .perSecond, jobKit: [own.rate], other: [held.offered]),
            try Row(
                "… done of what was offered until then", .full, .share, jobKit: own.readings.map { $0.share * 100 },
                other: held.shares.map { $0 * 100 }, ratio: []),
            try Row(
                "… enqueue to start, p95; pgqueuer's with nothing held is \(Int(clean.p95)) ms", .full, .milliseconds, jobKit: [own.p95],
                other: [held.p95]),
        ]
    }

    private static func peer<Answer: Decodable>(_ command: String, _ verb: String, _ server: PostgresServer, _ numbers: [Int]) throws
        -> Answer
    {
        try answer(of: command.split(separator: " ").map(String.init) + [verb, server.connection] + numbers.map(String.init))
    }
}

private struct PeerOffered: Decodable {
    let offered: Double
    let shares: [Double]
    let p95: Double
}
