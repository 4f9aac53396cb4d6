import Foundation

/// The maintenance pass over a store: lapsed leases, passed deadlines, retention.
///
/// Workers run it by themselves. Any number may sweep at once: every change is fenced, and the loser of a race changes nothing.
public struct Sweeper: Sendable {
    /// What a pass did.
    public struct Report: Sendable, Hashable {
        /// Jobs taken back from a lapsed lease; some of them may have failed, their attempts being used up.
        public var rescued = 0
        /// Waiting jobs that ended because their deadline had passed.
        public var expired = 0
        /// Finished jobs that were removed.
        public var pruned = 0
    }

    /// How many jobs one call of the store looks at. They come with their payloads, which may be a mebibyte each.
    static let batch = 50
    /// How many jobs one call of the store removes; nothing of them is read.
    static let pruneBatch = 500

    private let store: any JobStore
    private let retention: Retention

    /// Touches nothing before `sweep()`.
    ///
    /// - Parameter retention: the default unless set; give what the store's workers are given, or this removes more than they would.
    public init(store: any JobStore, retention: Retention = .default) {
        self.store = store
        self.retention = retention
    }

    /// One pass, until nothing is left to do.
    ///
    /// - Throws: `JobStoreError`, and `CancellationError` between two batches; what was done stays done.
    @discardableResult
    public func sweep() async throws -> Report { try await sweep(pruningFor: nil, environment: .system).report }

    /// - Parameters:
    ///   - limit: of the time that pruning takes; it is no hurry, and where it falls behind, the rest must go on.
    ///   - holding: claims of the worker that sweeps; it takes nothing back from itself.
    /// - Returns: also whether nothing is left to do.
    func sweep(
        pruningFor limit: Duration?, environment: JobEnvironment, holding: Set<ClaimToken> = []
    ) async throws -> (report: Report, isDone: Bool) {
        var report = Report()
        while true {
            try Task.checkCancellation()
            // Read before the jobs are: a lease that lapses between the two readings is left to the next pass.
            let now = try await store.overview().now
            let jobs = try await store.overdue(limit: Self.batch)
            let others = jobs.filter { job in job.claim.map { !holding.contains($0.lease.token) } ?? true }
            let changes = others.compactMap { change(for: $0, now: now) }
            guard !changes.isEmpty else { break }
            for (change, result) in zip(changes, try await store.apply(changes)) where result == .applied {
                if case .waiting = change.expecting { report.expired += 1 } else { report.rescued += 1 }
            }
            if jobs.count < Self.batch { break }
        }
        let start = environment.uptime()
        while true {
            try Task.checkCancellation()
            let pruned = try await store.prune(retention, limit: Self.pruneBatch)
            report.pruned += pruned
            if pruned < Self.pruneBatch { return (report, true) }
            if let limit, environment.uptime() - start >= limit { return (report, false) }
        }
    }

    private func change(for job: JobRecord, now: Timestamp) -> JobChange? {
        let event: JobEvent = job.claim == nil ? .deadlinePassed : .leaseLapsed
        guard case .transition(let transition) = JobStateMachine.decide(job.status, event, now: now) else { return nil }
        guard let claim = job.claim else { return JobChange(id: job.id, expecting: .waiting, transition: transition) }
        let failure = JobFailure(
            type: "JobKit.LeaseLapsed",
            message: "The worker \(claim.worker) did not renew its lease in time; it probably ended or hung while the job ran.")
        return JobChange(id: job.id, expecting: .lapsed(claim.lease, until: claim.until), transition: transition, failure: failure)
    }
}
