extension InMemoryJobStore.State {
    /// The time on a clock that was right at first and was never set: ages are measured with it.
    func steady(_ now: Timestamp) -> Timestamp { now.moved(by: 0 &- drift) }

    /// Follows the wall clock, which was set by `step` microseconds: leases, delays, places in line and the ages of workers keep their
    /// length. A time that was given as a fixed time and has not come yet stays.
    ///
    /// - Parameter now: the clock's time before the step.
    mutating func moveTimes(by step: Int64, now: Timestamp) {
        // Steady time passes by a microsecond with each step, as it does in SQLite: jobs that ended at that moment keep their time.
        drift &+= step &- 1
        workers = workers.mapValues { worker in
            var moved = worker
            moved.seenAt = worker.seenAt.moved(by: step)
            return moved
        }
        receipts = receipts.mapValues { receipt in
            var moved = receipt
            moved.until = receipt.until.moved(by: step)
            return moved
        }
        for row in rows.values {
            guard case .waiting = row.phase, !(row.isDueAtFixedTime && row.dueAt > now) else { continue }
            move(row.draft.id, to: .waiting) { row in
                row.dueAt = row.dueAt.moved(by: step)
                row.deadline = row.deadline?.moved(by: step)
            }
        }
    }
}
