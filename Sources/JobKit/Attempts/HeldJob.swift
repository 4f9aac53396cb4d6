/// A claimed job that waits for a slot or has one, with the moment of its claim.
///
/// Passed by reference: to copy a job costs as much as to settle it.
final class HeldJob: Sendable {
    let job: ClaimedJob
    let claimed: ClaimMoment

    init(job: ClaimedJob, claimed: ClaimMoment) {
        self.job = job
        self.claimed = claimed
    }

    var lease: Lease { job.lease }

    /// Whether its deadline has passed: the worker no longer starts it, and the sweep expires it once it is given back.
    func isTooLate(at uptime: Duration) -> Bool {
        guard let deadline = job.deadline else { return false }
        return deadline <= claimed.storeTime(at: uptime)
    }
}

/// One moment on the store's clock and on this process's: the store's later times follow without asking, however wall clocks are set.
struct ClaimMoment: Sendable, Equatable {
    let store: Timestamp
    let uptime: Duration

    /// The time on the store's clock at that uptime, or a little less, because the store's answer took time to arrive.
    func storeTime(at uptime: Duration) -> Timestamp { store.advanced(by: uptime - self.uptime) }
}
