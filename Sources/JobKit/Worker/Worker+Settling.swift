import Foundation
import Logging

extension Worker {
    /// Has written what gathers in the buffer, one batch at a time, until the buffer is closed and empty.
    func settleLoop() async {
        var stored: [ChangeBuffer.Item] = []
        while true {
            if !stored.isEmpty, let batch = changes.takeIfAny(atLeast: Self.many) {
                // The store gets it before the slots of the last one are filled again: neither waits for the other.
                beginSettling(batch)
                async let written: Void = outcomes.write(batch.items)
                endSettling(stored)
                await written
                stored = batch.items
            } else {
                endSettling(stored)
                stored = []
                guard let batch = await changes.take() else { return }
                beginSettling(batch)
                await outcomes.write(batch.items)
                stored = batch.items
            }
        }
    }

    /// So many changes are worth a commit of their own; where fewer gather, one larger batch is better than two.
    private static let many = 32

    private func beginSettling(_ batch: ChangeBuffer.Batch) {
        slots.ended(batch.items.count { holdsSlot($0) }, seconds: batch.meanSeconds)
        // The claim that fills these slots goes out now, and shares the settle's commit where the store can do that.
        claimWakeup.wake()
    }

    private func endSettling(_ items: [ChangeBuffer.Item]) {
        guard !items.isEmpty else { return }
        var freed = 0
        for item in items {
            guard let lease = item.lease, let attempt = attempts.removeValue(forKey: lease) else { continue }
            if case .dropped = item { metrics.kinds[attempt.job.kind]?.ended(.lost) }
            freed += 1
        }
        start(slots.settled(freed))
        metrics.running.record(slots.running)
        claimWakeup.wake()
        if slots.isIdle { idleWakeup.wake() }
    }

    private func holdsSlot(_ item: ChangeBuffer.Item) -> Bool {
        item.lease.map { attempts[$0] != nil } ?? false
    }
}
