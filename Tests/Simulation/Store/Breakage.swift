/// A bug put into the store on purpose, to show that the checker sees it.
enum Breakage: String, Sendable, CaseIterable {
    /// Every report on a running job is accepted as if from the holder of its lease.
    case fence
    /// Some drafts are acknowledged and forgotten.
    case lostEnqueue = "lost-enqueue"
    /// A claim also hands out jobs that another claim holds.
    case doubleClaim = "double-claim"
    /// A failed attempt is given back.
    case attemptCounting = "attempt-counting"
    /// Later work is due at once.
    case early
    /// Claims return jobs in reverse order.
    case order
    /// Some step results are acknowledged and forgotten.
    case lostStep = "lost-step"
    /// Some progress reports are acknowledged and forgotten.
    case lostReport = "lost-report"
    /// Lost claims are renewed.
    case renewal
    /// An outcome that came too late is called applied.
    case lateOutcome = "late-outcome"
    /// Lapsed leases are never found.
    case noRescue = "no-rescue"
    /// Finished jobs are removed too soon.
    case prune
    /// A call never returns.
    case silence
    /// Deadlines are forgotten.
    case deadline
    /// Pausing does nothing.
    case pause
    /// Outputs are mixed up.
    case output
}
