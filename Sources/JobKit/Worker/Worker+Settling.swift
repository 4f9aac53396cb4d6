import Foundation
import Logging

extension Worker {
    /// Writes the items of the buffer, one batch at a time, until the buffer is closed and empty.
    func settleLoop() async {
        var stored: [ChangeBuffer.Item] = []
        while true {
            if !stored.isEmpty, let batch = changes.takeIfAny(atLeast: Self.many) {
                // The store gets this batch before the slots of the last one are filled again: neither waits for the other.
                beginSettling(batch)
                async let written: Void = outcomes.write(batch)
                endSettling(stored)
                await written
                stored = batch
            } else {
                endSettling(stored)
                stored = []
                guard let batch = await changes.take() else { return }
                beginSettling(batch)
                await outcomes.write(batch)
                stored = batch
            }
        }
    }

    /// This many changes are worth a commit of their own; with fewer, one larger batch is better than two.
    private static let many = 32

    private func beginSettling(_ batch: [ChangeBuffer.Item]) {
        slots.parked = parked.count
        for item in batch {
            guard let lease = item.lease, let attempt = attempts[lease] else { continue }
            // The handler of an attempt that was given up may still wait for other jobs.
            if slots.parked > 0 { parked.forget(lease) }
            slots.ended(attempt.held, seconds: item.seconds)
        }
        // The claim that fills these slots is sent now, and shares the settle's commit where the store can do that.
        claimWakeup.wake()
    }

    private func endSettling(_ items: [ChangeBuffer.Item]) {
        guard !items.isEmpty else { return }
        for item in items {
            guard let lease = item.lease else { continue }
            guard let attempt = attempts.removeValue(forKey: lease) else {
                returning[lease] = nil
                continue
            }
            if case .dropped = item { attempt.kind?.metrics.ended(.lost) }
            slots.settled(kind: attempt.held.job.kind)
        }
        slots.parked = parked.count
        perform(slots.fill(now: services.environment.uptime()))
        metrics.running.record(slots.running)
        claimWakeup.wake()
        if slots.isIdle { idleWakeup.wake() }
    }
}
