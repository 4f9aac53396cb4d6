import Synchronization

/// The handlers that wait for other jobs. They need no slot meanwhile: where parents hold all slots, the children they wait for could not
/// start.
final class ParkedHandlers: Sendable {
    /// How often each attempt's handler waits now; its tasks may do so at the same time.
    private let waits = Mutex<[Lease: Int]>([:])
    private let limit: Int
    private let wakeup: Wakeup

    /// - Parameters:
    ///   - limit: the most handlers that may wait; each stays in memory and holds its lease.
    ///   - wakeup: woken whenever one begins to wait.
    init(limit: Int, wakeup: Wakeup) {
        self.limit = limit
        self.wakeup = wakeup
    }

    var count: Int { waits.withLock { $0.count } }

    /// False when the limit of waiting handlers is reached.
    func enter(_ lease: Lease) -> Bool {
        let (isTaken, isFirst) = waits.withLock { waits in
            let already = waits[lease] ?? 0
            guard already > 0 || waits.count < limit else { return (false, false) }
            waits[lease] = already + 1
            return (true, already == 0)
        }
        if isFirst { wakeup.wake() }
        return isTaken
    }

    func leave(_ lease: Lease) {
        waits.withLock { waits in
            guard let count = waits[lease] else { return }
            waits[lease] = count > 1 ? count - 1 : nil
        }
    }

    /// Removes an attempt that is over, whatever its handler still waits for.
    func forget(_ lease: Lease) { waits.withLock { $0[lease] = nil } }
}

/// Waits for a job in `body`. In a handler, the attempt gives up its slot while it waits; afterwards the handler runs beside the worker's
/// other attempts.
///
/// - Throws: `JobError.notPossible` when the limit of the worker's waiting handlers is reached.
func givingUpSlot<Value>(for id: JobID, _ body: () async throws -> Value) async throws -> Value {
    guard let attempt = RunningAttempt.current, !attempt.isSettled else { return try await body() }
    let parked = attempt.runner.parked
    guard parked.enter(attempt.job.lease) else {
        throw JobError.notPossible(
            id,
            reason:
                "too many handlers of this worker wait for other jobs; raise its concurrency, or let the last child enqueue what comes next"
        )
    }
    defer { parked.leave(attempt.job.lease) }
    return try await body()
}
