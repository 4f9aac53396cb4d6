/// A sweeper's memory between passes.
struct SweepMemory {
    /// For how many passes a job that could not be changed is left alone.
    static let passesToLeaveAlone = 30
    /// For how many passes the jobs of a silent worker count: its leases may lapse one after the other, up to a third of a lease apart.
    static let passesToCount = 10
    /// The most entries that are remembered.
    static let most = 1_000

    private var refused: [JobID: Int] = [:]
    private var lost: [String: (count: Int, passes: Int)] = [:]

    /// Jobs to leave alone in this pass.
    var excluded: Set<JobID> { Set(refused.keys) }

    mutating func beginPass() {
        refused = refused.compactMapValues { $0 > 1 ? $0 - 1 : nil }
        lost = lost.compactMapValues { $0.passes > 1 ? ($0.count, $0.passes - 1) : nil }
    }

    mutating func noteRefusal(of id: JobID) {
        if refused.count < Self.most { refused[id] = Self.passesToLeaveAlone }
    }

    /// The job, counted as lost with as many jobs as its worker was ever seen to hold: jobs that were already taken back count.
    mutating func withMostLost(_ job: LapsedJob) -> LapsedJob {
        var job = job
        let count = max(job.status.lostTogether, lost[job.claim.worker]?.count ?? 0)
        if lost.count < Self.most { lost[job.claim.worker] = (count, Self.passesToCount) }
        job.status.lostTogether = count
        return job
    }
}
