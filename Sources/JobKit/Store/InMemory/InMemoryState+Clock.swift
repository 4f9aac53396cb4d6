extension InMemoryJobStore.State {
    /// Follows the wall clock, which was set by `step` microseconds: leases, delays and places in line keep their length. A time that was
    /// given as such and has not come yet stays.
    ///
    /// - Parameter now: what the clock showed before.
    mutating func moveTimes(by step: Int64, now: Timestamp) {
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
