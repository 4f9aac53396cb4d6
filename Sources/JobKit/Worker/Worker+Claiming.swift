import Foundation
import Logging

extension Worker {
    /// Claims as long as there is room, and waits for a signal, the next due time or the poll interval when nothing is due.
    func claimLoop() async {
        var backoff = Backoff()
        // Kept until a claim has returned: when only the reply was lost, the same token gets the same jobs instead of burning their attempt.
        var token = services.environment.makeClaimToken()
        var isRepeated = false
        while !stop.isRequested {
            let limit = slots.claimLimit
            guard limit > 0 else {
                await claimWakeup.wait()
                continue
            }
            do {
                let claim = try await store.claim(
                    ClaimRequest(
                        token: token, worker: id, queues: configuration.queues, kinds: kinds, limit: limit,
                        lease: configuration.lease))
                // The lease of the earlier try has been running since.
                if isRepeated, !claim.jobs.isEmpty { _ = try await store.renew([token], for: configuration.lease) }
                token = services.environment.makeClaimToken()
                isRepeated = false
                backoff.reset()
                accept(claim)
                if claim.sawPassedDeadlines { sweepWakeup.wake() }
                if claim.jobs.count < limit { await waitForWork(after: claim) }
            } catch {
                isRepeated = true
                log(error, verb: "claim", retrying: true)
                await pause(backoff.next(services.environment))
            }
        }
    }

    private func accept(_ claim: Claim) {
        if stop.isRequested {
            // Claimed while the worker was told to stop: straight back, at the same place in line.
            for job in claim.jobs { giveBack(job) }
            return
        }
        for job in claim.jobs {
            metrics.kinds[job.kind]?.wait.recordSeconds(max(0, job.dueAt.duration(to: claim.claimedAt).inSeconds))
        }
        start(slots.accept(claim.jobs))
    }

    private func waitForWork(after claim: Claim) async {
        var limit = configuration.pollInterval
        if let next = claim.nextDueAt { limit = min(limit, max(.milliseconds(1), claim.claimedAt.duration(to: next))) }
        await claimWakeup.wait(atMost: limit, environment: services.environment)
    }

    private func pause(_ duration: Duration) async {
        // Signals do not cut this short: they come in plenty from a store that is in trouble.
        try? await services.environment.sleep(duration)
    }

    /// Passes the store's signals on to the claim loop.
    func listen(to signals: AsyncStream<Void>) async {
        for await _ in signals { claimWakeup.wake() }
    }

    /// Starts a task for each job.
    func start(_ jobs: [ClaimedJob]) {
        guard !jobs.isEmpty else { return }
        // Once for all of them: to find the process-wide tracer takes a lock and a cast.
        let tracer = services.activeTracer
        for job in jobs {
            let attempt = hold(job)
            // Detached: nothing of the worker's own task, its locals or its priority, belongs into a handler.
            attempt.started(Task.detached { await attempt.runner.run(attempt, tracer) })
        }
        metrics.running.record(slots.running)
    }

    /// Makes the attempt of a job that has its slot; somebody else runs it.
    func hold(_ job: ClaimedJob) -> RunningAttempt {
        let attempt = RunningAttempt(job: job, runner: runner)
        attempts[job.lease] = attempt
        if let timeout = job.timeout ?? handlers.handler(of: job.kind)?.options.timeout {
            set(AttemptTimer(at: services.environment.uptime() + timeout, lease: job.lease, purpose: .timeOut))
        }
        return attempt
    }

    /// Gives back a job that was claimed and never started.
    func giveBack(_ job: ClaimedJob) {
        changes.add(.settlement(Settlement(RunningAttempt(job: job, runner: runner), .released)))
    }
}
