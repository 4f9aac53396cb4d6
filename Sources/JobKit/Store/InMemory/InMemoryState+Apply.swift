import Foundation

extension InMemoryJobStore.State {
    /// All changes are looked at before the first is made, so that one that makes no sense refuses the call and leaves nothing half done.
    mutating func apply(_ changes: [JobChange], now: Timestamp) throws -> [ApplyResult] {
        try changes.forEach { try $0.check() }
        return changes.map { apply($0, now: now) }
    }

    private mutating func apply(_ change: JobChange, now: Timestamp) -> ApplyResult {
        guard let row = rows[change.id] else { return .missing }
        let receipt: InMemoryJobStore.Receipt?
        switch (change.expecting, row.phase) {
        case (.waiting, .waiting):
            if change.expiresTooEarly(deadline: row.deadline, at: now) { return .superseded }
            receipt = nil
        case (.finished(let state), .finished(let end)) where end.state == state:
            receipt = nil
        case (.leased(let lease, let knowsOfRequest), .running(let held)) where held == lease:
            if case .wait = change.effect, !knowsOfRequest, row.cancelRequestedAt != nil { return .cancelRequested }
            receipt = receipts[lease.token]
        case (.lapsed(let lease, let until), .running(let held))
        where held == lease && receipts[lease.token]?.until == until && until <= now:
            if case .wait = change.effect, row.cancelRequestedAt != nil { return .cancelRequested }
            receipt = receipts[lease.token]
        case (.waiting, _), (.finished, _), (.leased, _), (.lapsed, _):
            return .superseded
        }
        write(change, of: row, under: receipt, now: now)
        return .applied
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
        case .wait(let due, let attempt, let deadline):
            closeLease(of: row)
            move(change.id, to: .waiting) { row in
                row.cancelRequestedAt = nil
                row.dueAt = due.dueTime(at: now, backTo: receipt == nil ? nil : row.dueAt)
                row.isDueAtFixedTime = due.isFixed
                row.attempt = attempt
                row.deadline = deadline
            }
        case .finish(let state, let output):
            closeLease(of: row)
            let end = InMemoryJobStore.Row.End(state: state, at: now, startedAt: receipt?.claimedAt, output: output)
            move(change.id, to: .finished(end)) { $0.cancelRequestedAt = nil }
        case .noteCancelRequest:
            rows[change.id]?.cancelRequestedAt = row.cancelRequestedAt ?? now
        case .report(let progress):
            rows[change.id]?.progress = progress
        case .saveStep(let name, let result):
            rows[change.id]?.steps[name] = result
        }
    }

    /// The receipt goes with its last open member.
    private mutating func closeLease(of row: InMemoryJobStore.Row) {
        guard case .running(let lease) = row.phase else { return }
        receipts[lease.token]?.open[lease.place] = nil
        if receipts[lease.token]?.open.isEmpty == true { receipts[lease.token] = nil }
    }
}
