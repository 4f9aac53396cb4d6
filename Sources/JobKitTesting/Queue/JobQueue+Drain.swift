extension JobQueue {
    /// Runs jobs one after the other on the caller's task until none is due, those that handlers enqueue included, and reports the
    /// outcomes.
    ///
    ///     let report = try await queue.drain(handlers)
    ///     try report.requireNoFailures()
    ///
    /// Claims, attempts and settles are a worker's own, so retries, snoozes, steps, progress and outputs are as in production. Nothing
    /// waits, and no task runs on when this returns. While a handler runs, time stands still: leases do not lapse, and timeouts do not end
    /// it.
    ///
    /// - Parameters:
    ///   - handlers: jobs of other kinds are left untouched.
    ///   - names: the queues to drain; every queue unless given.
    ///   - clock: the store's. When no job is due it is moved to the next due time, of retries and scheduled jobs alike, until no job
    ///     waits. Without it, only jobs that are due now run.
    ///   - limit: the most attempts, for jobs that snooze or enqueue themselves without end.
    /// - Throws: `JobExpectationFailure` when jobs are left to run after `limit` attempts, or when moving the clock does not move the
    ///   store's; `JobStoreError`; `CancellationError`, where the job under way is given back.
    @discardableResult
    public func drain(
        _ handlers: JobHandlers, queues names: [String]? = nil, moving clock: ManualClock? = nil, limit: Int = 1_000,
        file: String = #fileID, line: Int = #line
    ) async throws -> DrainReport {
        let drain = Drain(queue: self, kinds: Set(handlers.kinds), names: names, clock: clock, limit: limit, file: file, line: line)
        let worker = InPlaceWorker(store: store, handlers: handlers, services: services, id: "drain")
        return try await worker.run { try await drain.run($0) }
    }
}

/// One drain: chooses the next job, and the end.
private struct Drain {
    let queue: JobQueue
    let kinds: Set<String>
    let names: [String]?
    let clock: ManualClock?
    let limit: Int
    let file: String
    let line: Int

    func run(_ next: ([String]) async throws -> Claim) async throws -> DrainReport {
        var report = DrainReport()
        while true {
            if report.attempts.count >= limit { try await requireEnd(after: report) }
            let claim = try await next(try await queuesToServe())
            for job in claim.jobs {
                report.attempts.append(DrainedAttempt(job, claimedAt: claim.claimedAt, record: try await queue.job(job.id)))
            }
            if !claim.jobs.isEmpty { continue }
            let swept = try await Sweeper(store: queue.store, retention: .forever).sweep()
            report.expired += swept.expired
            if swept.rescued > 0 { continue }
            guard let clock, let nextDueAt = claim.nextDueAt else { break }
            try await move(clock, to: nextDueAt)
        }
        report.left = try await queue.records(matching: JobQuery(states: [.scheduled, .pending, .running]))
        return report
    }

    /// Read again each time: a handler may enqueue into a queue that was empty.
    private func queuesToServe() async throws -> [String] {
        if let names { return names }
        return Set(try await queue.counts().filter(\.state.isWaiting).map(\.queue)).sorted()
    }

    /// A clock that is not the store's would be moved without end.
    private func move(_ clock: ManualClock, to time: Timestamp) async throws {
        clock.advance(to: time)
        let now = try await queue.overview().now
        guard now < time else { return }
        throw JobExpectationFailure(
            "The next job is due at \(time), and the store's clock still shows \(now) after the clock given was moved there. "
                + "Make the store with this clock's environment.", file: file, line: line)
    }

    private func requireEnd(after report: DrainReport) async throws {
        let overview = try await queue.overview()
        let states: Set<JobState> = clock == nil ? [.pending] : [.pending, .scheduled]
        let rest = try await queue.records(matching: JobQuery(states: states, kinds: kinds, queues: names.map(Set.init))).filter { job in
            kinds.contains(job.kind) && !overview.pausedQueues.contains(job.queue) && job.deadline.map { overview.now < $0 } ?? true
        }
        guard let first = rest.first else { return }
        let most = Dictionary(grouping: report.attempts, by: \.job.kind).mapValues(\.count).max { $0.value < $1.value }
        throw JobExpectationFailure(
            "The queue does not come to an end: after \(report.attempts.count) attempts"
                + (most.map { ", \($0.value) of them of \($0.key) jobs," } ?? "")
                + " \(rest.count) \(rest.count == 1 ? "job is" : "jobs are") left to run, the first of them \(first.kind) \(first.id) "
                + "\(first.brief). A job that snoozes or enqueues itself each time never ends: raise the limit if this one does"
                + (clock == nil ? "." : ", or drain without moving the clock."),
            file: file, line: line)
    }
}
