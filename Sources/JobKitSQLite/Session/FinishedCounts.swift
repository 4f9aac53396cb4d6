import JobKit

/// The number of jobs of each lane that have ended in each state, kept beside the rows, because the cost of counting rows grows with the
/// history.
///
/// Operations note the rows that they add and remove; the sums are written once a transaction, so that settling a job costs an addition.
/// One commit changes both the counters and the jobs' rows, or neither.
final class FinishedCounts {
    private struct Change {
        let lane: Int64
        let state: Int64
        var amount: Int64
    }

    /// Few: a transaction is mostly about jobs of one lane that complete.
    private var changes: [Change] = []
    private var latest = 0

    func add(_ amount: Int64, _ lane: Int64, _ state: Int64) {
        if changes.indices.contains(latest), changes[latest].lane == lane, changes[latest].state == state {
            changes[latest].amount += amount
            return
        }
        latest = changes.firstIndex { $0.lane == lane && $0.state == state } ?? changes.count
        if latest == changes.count { changes.append(Change(lane: lane, state: state, amount: 0)) }
        changes[latest].amount += amount
    }

    func write(_ session: Session) throws {
        guard !changes.isEmpty else { return }
        let add = try session.statement(SQL.addFinishedCount)
        for change in changes where change.amount != 0 {
            add.bind(.lane, change.lane)
            add.bind(.state, change.state)
            add.bind(.count, change.amount)
            try add.run()
        }
        forget()
    }

    /// For a transaction that was rolled back.
    func forget() {
        changes.removeAll(keepingCapacity: true)
        latest = 0
    }
}
