import Foundation

extension InMemoryJobStore.State {
    /// Checks all changes before it applies the first, so that an impossible one refuses the call and leaves nothing half done.
    mutating func apply(_ changes: [JobChange], now: Timestamp) throws -> [ApplyResult] {
        try changes.forEach { try $0.check() }
        return changes.map { apply($0, now: now) }
    }

    private mutating func apply(_ change: JobChange, now: Timestamp) -> ApplyResult {
        let answer = change.answer(to: situation(of: change.id), at: now)
        guard answer == .applied, let row = rows[change.id] else { return answer }
        write(change, of: row, under: receipt(of: row), now: now)
        _ = enqueue(change.then, now: now)
        return answer
    }

    private func situation(of id: JobID) -> JobSituation {
        guard let row = rows[id] else { return .missing }
        switch row.phase {
        case .waiting: return .waiting(deadline: row.deadline)
        case .finished(let end): return .finished(end.state)
        case .running(let lease):
            // A running job has a receipt; where it had none, no lease would hold it.
            return .running(
                lease, until: receipt(of: row)?.until ?? Timestamp(microseconds: .min), cancelRequested: row.cancelRequestedAt != nil)
        }
    }

    private func receipt(of row: InMemoryJobStore.Row) -> InMemoryJobStore.Receipt? {
        guard case .running(let lease) = row.phase else { return nil }
        return receipts[lease.token]
    }

    private mutating func write(
        _ change: JobChange, of row: InMemoryJobStore.Row, under receipt: InMemoryJobStore.Receipt?, now: Timestamp
    ) {
        if let failure = change.failure, let receipt {
            rows[change.id]?.errors.append(
                bounded: AttemptError(
                    attempt: row.attempt, worker: receipt.worker, startedAt: receipt.claimedAt, failedAt: now, type: failure.type,
                    message: failure.message, consequence: failure.consequence))
        }
        switch change.effect {
        case .wait(let due, let attempt, let deadline, let quarantine):
            closeLease(of: row)
            move(change.id, to: .waiting) { row in
                row.cancelRequestedAt = nil
                row.dueAt = due.dueTime(at: now, backTo: receipt == nil ? nil : row.dueAt)
                row.isDueAtFixedTime = due.isFixed
                row.attempt = attempt
                row.quarantine = quarantine
                row.deadline = deadline
            }
        case .finish(let state, let output):
            closeLease(of: row)
            let end = InMemoryJobStore.Row.End(
                state: state, at: now, steadyAt: steady(now), startedAt: receipt?.claimedAt, output: output)
            move(change.id, to: .finished(end)) { row in
                row.cancelRequestedAt = nil
                row.quarantine = nil
            }
        case .noteCancelRequest:
            rows[change.id]?.cancelRequestedAt = row.cancelRequestedAt ?? now
        case .report(let progress):
            rows[change.id]?.progress = progress
        case .saveStep(let name, let result):
            rows[change.id]?.steps[name] = result
        }
    }

    /// Removes the job from its receipt, and the receipt with its last open member.
    private mutating func closeLease(of row: InMemoryJobStore.Row) {
        guard case .running(let lease) = row.phase else { return }
        receipts[lease.token]?.open[lease.place] = nil
        if receipts[lease.token]?.open.isEmpty == true { receipts[lease.token] = nil }
    }
}
