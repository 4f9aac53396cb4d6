import Foundation
import Logging

extension Worker {
    /// Every interval: announces the worker, takes back lapsed leases, expires, and removes what is past its retention.
    func sweepLoop() async {
        let environment = services.environment
        var presence = Presence()
        while !Task.isCancelled, !stop.isRequested {
            do {
                try await announce(&presence)
                if let swept = try await sweep() {
                    report(swept.report)
                    await measureQueues()
                    if !swept.isDone { continue }
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

    /// Renews first: after a time in which this worker could not renew, its own leases have lapsed too, and nobody but this worker may know that its handlers
    /// run. `nil` when the renewal failed.
    private func sweep() async throws -> (report: Sweeper.Report, isDone: Bool)? {
        guard await renewHeld() else { return nil }
        let holding = Set(heldClaims().map(\.token) + [claiming].compactMap(\.self))
        return try await Sweeper(store: store, retention: configuration.retention)
            .sweep(pruningFor: Self.pruning, environment: services.environment, holding: holding)
    }

    /// Lapsed leases are looked at again after so much of it.
    private static let pruning = Duration.seconds(1)

    private func report(_ swept: Sweeper.Report) {
        metrics.rescued.increment(by: swept.rescued)
        metrics.expired.increment(by: swept.expired)
        metrics.pruned.increment(by: swept.pruned)
        if swept.rescued > 0 {
            services.logger.warning(
                "Jobs taken back from workers that fell silent", metadata: [LogKeys.worker: "\(id)", "count": "\(swept.rescued)"])
            claimWakeup.wake()
        }
    }
}
