/// One pass of a sweeper.
struct SweepPass {
    /// How many jobs one call of the store reads: the jobs that a worker held should come together.
    static let batch = 1_000
    /// How many jobs one call of the store removes without reading them.
    static let pruneBatch = 500
    /// Where more jobs than this cannot be changed, the jobs are not the cause: the part ends.
    static let mostRefusals = 20

    let store: any JobStore
    let retention: Retention
    let limit: Duration?
    let environment: JobEnvironment
    let patience: Duration?
    let holding: Set<ClaimToken>
    var memory: SweepMemory
    var outcome = Sweeper.Outcome()

    mutating func run(rescues: Bool = true) async {
        memory.beginPass()
        for part in (rescues ? [Part.rescue] : []) + [.expire, .prune] {
            do {
                try await run(part)
            } catch {
                if outcome.error == nil { outcome.error = error }
                // The other parts would meet the same error.
                if error.isOfWholeStore { return }
            }
        }
    }

    private enum Part { case rescue, expire, prune }

    private mutating func run(_ part: Part) async throws {
        switch part {
        case .rescue: while try await rescue() { try Task.checkCancellation() }
        case .expire: try await whileTimeIsLeft { try await $0.expire() }
        case .prune: try await whileTimeIsLeft { try await $0.prune() }
        }
    }

    /// - Parameter batch: returns `false` when no work is left.
    private mutating func whileTimeIsLeft(_ batch: (inout SweepPass) async throws -> Bool) async throws {
        let start = environment.uptime()
        while try await batch(&self) {
            try Task.checkCancellation()
            guard let limit, environment.uptime() - start >= limit else { continue }
            return outcome.isDone = false
        }
    }

    private mutating func rescue() async throws -> Bool {
        let start = environment.uptime()
        let found = try await store.overdue(OverdueRequest(lapsed: Self.batch, excluding: memory.excluded))
        if let patience, environment.uptime() - start > patience { return false }
        outcome.report.refusals += found.unreadable
        let jobs = found.lapsed.filter { !holding.contains($0.claim.lease.token) }.map { memory.withMostLost($0) }
        let applied = try await apply(jobs.compactMap { Self.change(for: $0, now: found.now) })
        outcome.report.rescued += applied
        return applied > 0 && found.lapsed.count >= Self.batch
    }

    private mutating func expire() async throws -> Bool {
        let found = try await store.overdue(OverdueRequest(expired: Self.batch, excluding: memory.excluded))
        outcome.report.refusals += found.unreadable
        let applied = try await apply(found.expired.compactMap { Self.change(for: $0, now: found.now) })
        outcome.report.expired += applied
        return applied > 0 && found.expired.count >= Self.batch
    }

    private mutating func prune() async throws -> Bool {
        let pruned = try await store.prune(retention, limit: Self.pruneBatch)
        outcome.report.pruned += pruned
        return pruned >= Self.pruneBatch
    }

    /// Returns how many were applied. Where the store refuses the call, it is split in halves, down to single changes.
    private mutating func apply(_ changes: [JobChange]) async throws -> Int {
        guard let first = changes.first else { return 0 }
        do {
            return try await store.apply(changes).count { $0 == .applied }
        } catch  where !error.isOfWholeStore {
            guard changes.count == 1 else {
                let middle = changes.count / 2
                return try await apply(Array(changes[..<middle])) + apply(Array(changes[middle...]))
            }
            memory.noteRefusal(of: first.id)
            outcome.report.refusals.append("job \(first.id): \(error)")
            if outcome.report.refusals.count > Self.mostRefusals { throw error }
            return 0
        }
    }
}

extension SweepPass {
    static func change(for job: LapsedJob, now: Timestamp) -> JobChange? {
        guard case .transition(let transition) = JobStateMachine.decide(job.status, .leaseLapsed, now: now) else { return nil }
        return JobChange(
            id: job.id, expecting: .lapsed(job.claim.lease, until: job.claim.until), transition: transition,
            failure: JobFailure(lapsed: job))
    }

    static func change(for job: ExpiredJob, now: Timestamp) -> JobChange? {
        guard case .transition(let transition) = JobStateMachine.decide(job.status, .deadlinePassed, now: now) else { return nil }
        return JobChange(id: job.id, expecting: .waiting, transition: transition)
    }
}

extension JobFailure {
    /// The error history's entry for an attempt that was lost with its worker.
    init(lapsed job: LapsedJob) {
        let worker = "The worker \(job.claim.worker) did not renew its lease in time; it probably ended or hung while the job ran."
        let (lost, quarantine) = (job.status.lostTogether, job.status.quarantine)
        let count = lost == 1 ? "It held no other job." : "It held \(lost) jobs."
        let pays = QuarantinePolicy.pays(lostTogether: lost, quarantine: quarantine)
        let next = QuarantinePolicy.next(lostTogether: lost, quarantine: quarantine)
        let rule =
            if pays {
                lost == 1 ? "" : " This one was to run alone, as the likely reason, so its attempt counts."
            } else {
                " Any of them may be the reason, so the attempt does not count, and "
                    + (next == 1 ? "the job runs alone next time." : "next time at most \(next) are held together.")
            }
        self.init(type: "JobKit.LeaseLapsed", message: "\(worker) \(count)\(rule)")
    }
}

extension Error {
    /// Whether every other operation on the same store would fail as well for now.
    fileprivate var isOfWholeStore: Bool {
        if self is CancellationError { return true }
        return switch (self as? JobStoreError)?.code {
        case .unavailable, .closed: true
        case .unusable, .invalid, .internalInconsistency, nil: false
        }
    }
}
