import Foundation
import Logging

extension Worker {
    /// At every interval: announces the worker, takes back lapsed leases, expires jobs, and removes jobs past their retention.
    func sweepLoop() async {
        let environment = services.environment
        var presence = Presence()
        var memory = SweepMemory()
        while !Task.isCancelled, !stop.isRequested {
            do {
                try await announce(&presence)
                noteAnswer()
                if let swept = await sweep(&memory) {
                    report(swept.report)
                    await measureQueues()
                    if let error = swept.error { throw error }
                    // Where claims have seen passed deadlines, more may have passed by now.
                    if !swept.isDone || swept.report.expired > 0 { continue }
                }
            } catch is CancellationError {
                return
            } catch {
                log(error, verb: "sweep", retrying: true)
            }
            // Claims that see passed deadlines ask for a sweep each: once a second is often enough, also while sweeps fail.
            guard (try? await environment.sleep(min(.seconds(1), configuration.sweepInterval))) != nil else { return }
            // Some randomness keeps the sweeps of many workers apart.
            await sweepWakeup.wait(
                atMost: configuration.sweepInterval * (0.8 + 0.4 * environment.unitRandom()), environment: environment)
        }
    }

    /// Renews first: after a period in which this worker could not renew, its own leases have lapsed too, and no other process may know
    /// that its handlers run. For the same reason it takes nothing back for a while after the store was out of its reach. `nil` when the
    /// renewal failed.
    private func sweep(_ memory: inout SweepMemory) async -> Sweeper.Outcome? {
        guard await renewHeld() else { return nil }
        let holding = Set(heldClaims().map(\.token) + [claiming].compactMap(\.self))
        return await Sweeper(store: store, retention: configuration.retention)
            .sweep(
                for: Self.longestPart, environment: services.environment, rescues: !reach.spares(at: services.environment.uptime()),
                patience: reach.gap, holding: holding, memory: &memory)
    }

    /// After this much time of expiring, or of pruning, lapsed leases are checked again.
    private static let longestPart = Duration.seconds(1)

    private func report(_ swept: Sweeper.Report) {
        metrics.rescued.increment(by: swept.rescued)
        metrics.expired.increment(by: swept.expired)
        metrics.pruned.increment(by: swept.pruned)
        for refusal in swept.refusals {
            services.logger.error(
                "A sweep left something alone, and tries it again later", metadata: [LogKeys.worker: "\(id)", "error": "\(refusal)"])
        }
        if swept.rescued > 0 {
            services.logger.warning(
                "Jobs taken back from workers that fell silent", metadata: [LogKeys.worker: "\(id)", "count": "\(swept.rescued)"])
            claimWakeup.wake()
        }
    }
}
