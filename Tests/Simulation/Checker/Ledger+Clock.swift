import JobKit

/// A wall clock that is set.
extension Ledger {
    /// Leases, delays, places in line and ages keep their length; a fixed time that has not come yet stays.
    ///
    /// - Parameter now: the clock's time before the step.
    mutating func wallClockIsSet(by step: Duration, now: Timestamp) {
        for (token, claim) in claims { claims[token]?.until = claim.until.advanced(by: step) }
        for (id, job) in jobs where job.phase == .waiting && !(job.isDueAtFixedTime && job.due > now) {
            jobs[id]?.due = job.due.advanced(by: step)
            jobs[id]?.deadline = job.deadline?.advanced(by: step)
        }
        for (id, job) in jobs {
            // Steady time passes by a microsecond with each step.
            if case .finished(let state, let at) = job.phase {
                jobs[id]?.phase = .finished(state, at: at.advanced(by: step - .microseconds(1)))
            }
        }
    }
}
