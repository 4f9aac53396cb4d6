import Foundation
import Logging

extension Worker {
    /// Claims as long as there is room, and waits for a signal, the next due time or the poll interval when nothing is due.
    func claimLoop() async {
        var backoff = Backoff()
        // Kept until a claim has returned: when only the reply was lost, the same token gets the same jobs instead of using up their
        // attempt.
        var token = services.environment.makeClaimToken()
        var isRepeated = false
        while !stop.isRequested {
            let now = services.environment.uptime()
            slots.parked = parked.count
            perform(slots.fill(now: now))
            let limit = slots.claimLimit(now: now, settlesFail: outcomes.isFailing)
            guard limit > 0 else {
                await waitForRoom(now: now)
                continue
            }
            do {
                claiming = token
                var claim = try await store.claim(
                    ClaimRequest(
                        token: token, worker: id, queues: configuration.queues, kinds: kinds, limit: limit,
                        lease: configuration.lease))
                var moment = ClaimMoment(store: claim.claimedAt, uptime: services.environment.uptime())
                noteAnswer()
                if isRepeated, !claim.jobs.isEmpty { (claim, moment) = try await renewed(claim, moment) }
                token = services.environment.makeClaimToken()
                isRepeated = false
                backoff.reset()
                accept(claim, at: moment)
                if claim.sawPassedDeadlines { sweepWakeup.wake() }
                if claim.jobs.count < limit { await waitForWork(after: claim) }
            } catch {
                isRepeated = true
                log(error, verb: "claim", retrying: true)
                await pause(backoff.next(services.environment))
            }
        }
    }

    /// A claim whose answer was lost before the worker was told to stop may hold jobs that no worker knows of: the worker repeats the
    /// claim, and gives those jobs back.
    ///
    /// - Parameter limit: of the time that the store has for the answer; after that the lease lapses.
    func giveBackUnanswered(within limit: Duration) async {
        guard let token = claiming, failure == nil, limit > .zero else { return }
        let answered = Wakeup()
        // Goes on by itself after the limit: the jobs that it finds must not wait for their lease to lapse.
        Task.detached(priority: .high) { [store, runner, id, configuration, kinds] in
            defer { answered.wake() }
            let request = ClaimRequest(
                token: token, worker: id, queues: configuration.queues, kinds: kinds, limit: 1, lease: configuration.lease)
            guard let claim = try? await store.claim(request), !claim.jobs.isEmpty else { return }
            let moment = ClaimMoment(store: claim.claimedAt, uptime: runner.services.environment.uptime())
            let changes = claim.jobs.compactMap { job -> JobChange? in
                let settlement = Settlement(RunningAttempt(HeldJob(job: job, claimed: moment), runner: runner), .released)
                return settlement.transition.map(settlement.change)
            }
            _ = try? await store.apply(changes)
        }
        await answered.wait(atMost: limit, environment: services.environment)
    }

    /// Renews a claim that an earlier try made: its lease has been running since, and some of its jobs may have been taken back.
    private func renewed(_ claim: Claim, _ moment: ClaimMoment) async throws -> (Claim, ClaimMoment) {
        var claim = claim
        let result = try await store.renew([HeldClaim(claim)], for: configuration.lease).first
        guard case .renewed(let until, let open, _) = result else {
            claim.jobs = []
            return (claim, moment)
        }
        claim.jobs.removeAll { !open.contains($0.lease.place) }
        let now = until.advanced(by: .zero - configuration.lease)
        return (claim, ClaimMoment(store: max(now, claim.claimedAt), uptime: services.environment.uptime()))
    }

    private func accept(_ claim: Claim, at moment: ClaimMoment) {
        claiming = nil
        let jobs = claim.jobs.map { HeldJob(job: $0, claimed: moment) }
        if stop.isRequested {
            // Claimed while the worker was told to stop: given back at once, to the same place in line.
            for job in jobs { giveBack(job) }
            return
        }
        perform(slots.accept(jobs, paused: claim.pausedQueues, now: moment.uptime))
    }

    /// Carries out the decisions of the slots, and makes sure that no job is held for long.
    func perform(_ turn: WorkerSlots.Turn) {
        for held in turn.giveBack { giveBack(held) }
        for held in turn.putOff { giveBack(held, .snoozed(until: .after(WorkerSlots.clearingTime))) }
        if turn.sawPassedDeadline { sweepWakeup.wake() }
        start(turn.start)
        timeRelease()
    }

    /// Waits until a handler ends or begins to wait for a job, or until the time of clearing is over.
    private func waitForRoom(now: Duration) async {
        if let until = slots.clearingUntil, until > now {
            await claimWakeup.wait(atMost: until - now, environment: services.environment)
        } else {
            await claimWakeup.wait()
        }
    }

    private func waitForWork(after claim: Claim) async {
        var limit = configuration.pollInterval
        if let next = claim.nextDueAt { limit = min(limit, max(.milliseconds(1), claim.claimedAt.duration(to: next))) }
        await claimWakeup.wait(atMost: limit, environment: services.environment)
    }

    private func pause(_ duration: Duration) async {
        // Signals do not cut this short: a failing store sends many.
        try? await services.environment.sleep(duration)
    }

    /// Passes the store's signals on to the claim loop.
    func listen(to signals: AsyncStream<Void>) async {
        for await _ in signals { claimWakeup.wake() }
    }

    /// Starts a task for each job.
    func start(_ jobs: [HeldJob]) {
        guard !jobs.isEmpty else { return }
        // Once for all of them: the lookup of the process-wide tracer takes a lock and a cast.
        let tracer = services.activeTracer
        for job in jobs {
            let attempt = hold(job)
            // Detached: a handler must not inherit the worker's task-local values or its priority.
            attempt.started(Task.detached { await attempt.runner.run(attempt, tracer) })
        }
        metrics.running.record(slots.running)
    }

    /// Makes the attempt of a job that has its slot; the caller runs it.
    func hold(_ job: HeldJob) -> RunningAttempt {
        let attempt = RunningAttempt(job, runner: runner)
        attempts[job.lease] = attempt
        if let timeout = attempt.timeout {
            set(AttemptTimer(at: services.environment.uptime() + timeout, lease: job.lease, purpose: .timeOut))
        }
        return attempt
    }

    /// Gives back a job that was claimed and never started; to its place in line unless another outcome is given.
    func giveBack(_ job: HeldJob, _ outcome: JobEvent = .released) {
        let isTaken = changes.add(.settlement(Settlement(RunningAttempt(job, runner: runner), outcome)))
        if isTaken { returning[job.lease] = services.environment.uptime() }
    }
}
