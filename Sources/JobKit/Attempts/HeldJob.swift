/// A claimed job that waits for a slot or has one, with the moment of its claim.
///
/// Passed on by reference: to copy a job costs as much as to settle it.
final class HeldJob: Sendable {
    let job: ClaimedJob
    let claimed: ClaimMoment

    init(job: ClaimedJob, claimed: ClaimMoment) {
        self.job = job
        self.claimed = claimed
    }

    var lease: Lease { job.lease }

    /// Whether its deadline has passed: it is not started any more, and the sweep expires it once it is given back.
    func isTooLate(at uptime: Duration) -> Bool {
        guard let deadline = job.deadline else { return false }
        return deadline <= claimed.storeTime(at: uptime)
    }
}

/// One moment by the store's clock and by this process's: what the store's shows later is known without asking, however wall clocks are set.
struct ClaimMoment: Sendable, Equatable {
    let store: Timestamp
    let uptime: Duration

    /// What the store's clock shows at that uptime, or a little less: the answer has taken its time.
    func storeTime(at uptime: Duration) -> Timestamp { store.advanced(by: uptime - self.uptime) }
}
