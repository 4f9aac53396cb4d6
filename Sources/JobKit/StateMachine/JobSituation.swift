/// A job's state when a change reaches it, as far as the answer depends on it.
public enum JobSituation: Sendable, Hashable {
    /// The store has no job with the change's id.
    case missing
    /// The job waits to be claimed.
    case waiting(deadline: Timestamp?)
    /// A claim holds the job, good until then unless renewed.
    case running(Lease, until: Timestamp, cancelRequested: Bool)
    /// The job has ended in this state.
    case finished(JobState)
}

extension JobChange {
    /// The answer to this change in that situation; every store gives it, and writes the effect only with `.applied`.
    ///
    /// - Parameters:
    ///   - situation: how the job is now.
    ///   - now: the time on the store's clock in the transaction that reads and writes.
    public func answer(to situation: JobSituation, at now: Timestamp) -> ApplyResult {
        switch (expecting, situation) {
        case (_, .missing):
            return .missing
        case (.waiting, .waiting(let deadline)):
            return expiresTooEarly(deadline: deadline, at: now) ? .superseded : .applied
        case (.finished(let expected), .finished(let state)):
            return expected == state ? .applied : .superseded
        case (.leased(let lease, let knewOfRequest), .running(let held, _, let cancelRequested)):
            guard lease == held else { return .superseded }
            return cancelRequested && !knewOfRequest && waits ? .cancelRequested : .applied
        case (.lapsed(let lease, let seen), .running(let held, let until, let cancelRequested)):
            guard lease == held, seen == until, until <= now else { return .superseded }
            // The decision to let the job wait again was made before the request to cancel it.
            return cancelRequested && waits ? .cancelRequested : .applied
        case (.waiting, _), (.finished, _), (.leased, _), (.lapsed, _):
            return .superseded
        }
    }

    /// An expiry may have been decided before a retry by hand, which removes the deadline.
    private func expiresTooEarly(deadline: Timestamp?, at now: Timestamp) -> Bool {
        guard case .finish(.expired, _) = effect else { return false }
        return deadline.map { $0 > now } ?? true
    }

    private var waits: Bool {
        guard case .wait = effect else { return false }
        return true
    }
}
