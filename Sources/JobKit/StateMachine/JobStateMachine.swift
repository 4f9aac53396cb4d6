/// The life of a job: the transition for each event in each state.
///
/// Pure: no clock, no store, no randomness of its own. All rules about transitions are here; stores persist its decisions. The switch over
/// states and events has no `default`, so that a new state or event does not compile until it has its rules.
public enum JobStateMachine {
    /// - Parameters:
    ///   - job: how the job is.
    ///   - event: what happens to it.
    ///   - now: the time by the store's clock.
    ///   - retry: gives the delay after a failed attempt.
    ///   - random: from 0 up to 1; the delay's position within the policy's jitter.
    public static func decide(
        _ job: JobStatus, _ event: JobEvent, now: Timestamp, retry: RetryPolicy = .default, random: Double = 0.5
    ) -> JobDecision {
        switch job.state {
        case .scheduled, .pending: decideWaiting(job, event, now: now)
        case .running: decideRunning(job, event, now: now, retry: retry, random: random)
        case .completed, .failed, .cancelled, .expired: decideFinished(job, event)
        }
    }

    private static func decideWaiting(_ job: JobStatus, _ event: JobEvent, now: Timestamp) -> JobDecision {
        switch event {
        case .claimed:
            if job.dueAt > now { return .illegal("the job is not due yet") }
            if let deadline = job.deadline, deadline <= now { return .illegal("the deadline has passed") }
            return .transition(
                JobTransition(to: .running, attempt: job.attempt + 1, deadline: job.deadline, quarantine: job.quarantine))
        case .cancel:
            return .transition(JobTransition(to: .cancelled, attempt: job.attempt, deadline: job.deadline))
        case .deadlinePassed:
            guard let deadline = job.deadline, deadline <= now else { return .ignored("the deadline has not passed") }
            return .transition(JobTransition(to: .expired, attempt: job.attempt, deadline: job.deadline))
        case .retry:
            return .ignored("the job waits for its next attempt already")
        case .succeeded, .failed, .snoozed, .released, .leaseLapsed:
            return .illegal("no attempt is running")
        }
    }

    private static func decideRunning(
        _ job: JobStatus, _ event: JobEvent, now: Timestamp, retry: RetryPolicy, random: Double
    ) -> JobDecision {
        switch event {
        case .claimed:
            return .illegal("the job is claimed already")
        case .succeeded(let output):
            // Finished work counts, even if a cancellation of the job was requested meanwhile.
            return .transition(JobTransition(to: .completed, attempt: job.attempt, deadline: job.deadline, output: output))
        case .failed(let failure):
            if job.cancelRequested { return .transition(cancelled(job)) }
            guard job.attempt < job.maxAttempts, let delay = retry.delay(after: job.attempt, failure: failure, random: random) else {
                return .transition(JobTransition(to: .failed, attempt: job.attempt, deadline: job.deadline, consequence: .failed))
            }
            return .transition(waiting(job, due: .after(delay), attempt: job.attempt, consequence: .retried))
        case .snoozed(let until):
            if job.cancelRequested { return .transition(cancelled(job)) }
            return .transition(waiting(job, due: until, attempt: job.attempt - 1, quarantine: job.quarantine))
        case .released:
            if job.cancelRequested { return .transition(cancelled(job)) }
            return .transition(waiting(job, due: .at(job.dueAt), attempt: job.attempt - 1, quarantine: job.quarantine))
        case .cancel:
            if job.cancelRequested { return .ignored("the request is noted already") }
            return .transition(JobTransition(to: .running, attempt: job.attempt, deadline: job.deadline, quarantine: job.quarantine))
        case .leaseLapsed:
            guard let until = job.leaseUntil, until <= now else { return .ignored("the lease is still good") }
            return .transition(job.cancelRequested ? cancelled(job) : lost(job))
        case .deadlinePassed:
            return .ignored("the job was started in time")
        case .retry:
            return .ignored("an attempt is running")
        }
    }

    private static func decideFinished(_ job: JobStatus, _ event: JobEvent) -> JobDecision {
        switch event {
        case .retry:
            if job.state == .completed { return .illegal("the job succeeded; enqueue a new one to do the work again") }
            return .transition(JobTransition(to: .scheduled, attempt: 0, due: .now))
        case .cancel:
            return .ignored("the job has ended already")
        case .deadlinePassed:
            return .ignored("the job has ended already")
        case .claimed:
            return .illegal("the job has ended")
        case .succeeded, .failed, .snoozed, .released, .leaseLapsed:
            return .illegal("no attempt is running")
        }
    }

    private static func waiting(
        _ job: JobStatus, due: JobTime, attempt: Int, consequence: AttemptError.Consequence? = nil, quarantine: Int? = nil
    ) -> JobTransition {
        JobTransition(
            to: .scheduled, attempt: max(0, attempt), due: due, deadline: job.deadline, consequence: consequence, quarantine: quarantine)
    }

    /// The job was lost with its worker. Where others were lost with it, any of them may be the cause: the attempt is given back, and
    /// quarantine tells them apart.
    private static func lost(_ job: JobStatus) -> JobTransition {
        let pays = QuarantinePolicy.pays(lostTogether: job.lostTogether, quarantine: job.quarantine)
        if pays, job.attempt >= job.maxAttempts {
            return JobTransition(to: .failed, attempt: job.attempt, deadline: job.deadline, consequence: .failed)
        }
        return waiting(
            job, due: .after(QuarantinePolicy.backoff(after: job.attempt)), attempt: pays ? job.attempt : job.attempt - 1,
            consequence: .retried,
            quarantine: QuarantinePolicy.next(lostTogether: job.lostTogether, quarantine: job.quarantine))
    }

    private static func cancelled(_ job: JobStatus) -> JobTransition {
        JobTransition(to: .cancelled, attempt: job.attempt, deadline: job.deadline, consequence: .cancelled)
    }
}
