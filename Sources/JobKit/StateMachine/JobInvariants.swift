/// The conditions that hold for every job in every store at any time.
public enum JobInvariants {
    /// The rules that this record violates, in words; empty for a record that a store may show.
    public static func violations(of job: JobRecord) -> [String] {
        var found: [String] = []
        func check(_ holds: Bool, _ rule: String) {
            if !holds { found.append("job \(job.id) (\(job.state.rawValue)): \(rule)") }
        }
        let isRunning = job.state == .running
        let hasEnded = job.state.isFinished
        check((job.claim != nil) == isRunning, "a claim holds it while it runs, and only then")
        check((job.finishedAt != nil) == hasEnded, "it has an end when it is finished, and only then")
        check(job.startedAt == nil || hasEnded, "it has a start of its own only when it is finished")
        check(job.output == nil || job.state == .completed, "it has an output only when it is completed")
        check(job.cancelRequestedAt == nil || isRunning, "a request to cancel is noted only while it runs")
        check(job.maxAttempts >= 1, "it may be started at least once")
        check(job.attempt >= 0, "attempts are not negative")
        check(job.quarantine == nil || !hasEnded, "it is in quarantine only until it has ended")
        check(job.quarantine.map { $0 >= 1 } ?? true, "a quarantine has room for the job itself")
        check(!isRunning || job.attempt >= 1, "a running job has an attempt that counts")
        check(job.state != .completed || job.startedAt != nil, "a completed job was started")
        if let claim = job.claim { check(claim.lease.place >= 0, "its place in the claim is not negative") }
        if let started = job.startedAt, let finished = job.finishedAt { check(started <= finished, "it starts before it ends") }
        check(job.errors.allSatisfy { $0.attempt >= 0 }, "attempts in its history are not negative")
        check(Set(job.tags).count == job.tags.count && job.tags == job.tags.sorted(), "its tags are sorted and differ")
        return found
    }
}
