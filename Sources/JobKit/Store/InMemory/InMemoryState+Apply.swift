import Foundation

extension InMemoryJobStore.State {
    /// All changes are looked at before the first is made, so that one that makes no sense refuses the call and leaves nothing half done.
    mutating func apply(_ changes: [JobChange], now: Timestamp) throws -> [ApplyResult] {
        for change in changes where !change.makesSense {
            throw JobStoreError(
                .invalid, subject: "apply a change to job \(change.id)", cause: "its effect is impossible after what it expects",
                remedy: "Make changes of the transitions that JobStateMachine decides.")
        }
        return changes.map { apply($0, now: now) }
    }

    private mutating func apply(_ change: JobChange, now: Timestamp) -> ApplyResult {
        guard let row = rows[change.id] else { return .missing }
        let receipt: InMemoryJobStore.Receipt?
        switch (change.expecting, row.phase) {
        case (.waiting, .waiting):
            receipt = nil
        case (.finished(let state), .finished(let end)) where end.state == state:
            receipt = nil
        case (.leased(let lease, let knowsOfRequest), .running(let held)) where held == lease:
            if case .wait = change.effect, !knowsOfRequest, row.cancelRequestedAt != nil { return .cancelRequested }
            receipt = receipts[lease.token]
        case (.lapsed(let lease, let until), .running(let held)) where held == lease && receipts[lease.token]?.until == until:
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
                AttemptError(
                    attempt: row.attempt, worker: receipt.worker, startedAt: receipt.claimedAt, failedAt: now, type: failure.type,
                    message: failure.message, consequence: failure.consequence))
        }
        switch change.effect {
        case .wait(let due, let attempt, let deadline):
            closeLease(of: row)
            move(change.id, to: .waiting) { row in
                row.cancelRequestedAt = nil
                row.dueAt = due.resolved(at: now)
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

extension JobChange {
    /// Whether the effect can follow from what is expected.
    fileprivate var makesSense: Bool {
        let endsWell: Bool
        switch effect {
        case .finish(let state, _): endsWell = state.isFinished
        case .wait, .noteCancelRequest, .report, .saveStep: endsWell = true
        }
        switch (expecting, effect) {
        case (.waiting, .wait), (.waiting, .finish), (.finished, .wait): return endsWell && failure == nil
        case (.lapsed, .wait), (.lapsed, .finish), (.leased, _): return endsWell
        case (.waiting, _), (.lapsed, _), (.finished, _): return false
        }
    }
}
