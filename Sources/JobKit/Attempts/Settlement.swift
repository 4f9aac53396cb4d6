import Foundation

/// An outcome that is yet to be stored.
///
/// Small, because each one is copied from array to array.
struct Settlement: Sendable {
    let attempt: RunningAttempt
    /// The handler's result, or the outcome of an attempt whose handler did not decide it.
    var outcome: JobEvent
    /// The retry's position within the backoff's jitter; drawn once, so that deciding again gives the same delay.
    let random: Double
    /// Whether a cancellation was requested, as far as this worker knows.
    var cancelRequested: Bool
    /// The handler's running time; `nil` when none ran, or when it was given up.
    let seconds: Double?

    init(_ attempt: RunningAttempt, _ outcome: JobEvent, cancelRequested: Bool = false, seconds: Double? = nil) {
        self.attempt = attempt
        self.outcome = outcome
        // Only a failure needs it, and each draw may be a system call.
        if case .failed = outcome { random = attempt.runner.services.environment.unitRandom() } else { random = 0 }
        self.cancelRequested = cancelRequested
        self.seconds = seconds
    }

    var job: ClaimedJob { attempt.held.job }

    /// The same settlement, to be decided again with the store's answer that a cancellation was requested.
    var knowingOfRequest: Settlement {
        var settlement = self
        settlement.cancelRequested = true
        return settlement
    }

    /// Used for failures only.
    private var retry: RetryPolicy {
        if case .failed = outcome { attempt.retry } else { .default }
    }

    /// The state machine's transition for the outcome.
    var transition: JobTransition? {
        // `now` matters to leases and deadlines only, which no outcome depends on; the store resolves delays.
        let status = attempt.held.job.status(cancelRequested: cancelRequested)
        let decision = JobStateMachine.decide(status, outcome, now: attempt.held.job.dueAt, retry: retry, random: random)
        guard case .transition(let transition) = decision else { return nil }
        return transition
    }

    func change(_ transition: JobTransition) -> JobChange {
        let failure: JobFailure? =
            switch outcome {
            case .failed(let error): error
            case .snoozed, .released: JobFailure(type: "JobKit.Cancelled", message: "cancelled on request")
            case .succeeded, .claimed, .cancel, .leaseLapsed, .deadlinePassed, .retry: nil
            }
        let ending = attempt.ending
        var change = JobChange(
            id: attempt.held.job.id, expecting: .leased(attempt.held.lease, cancelRequested: cancelRequested), transition: transition,
            failure: failure, then: transition.to == .completed ? ending.followUps : [])
        change.mayMeetHandlersTransaction = ending.usesOwnTransaction
        return change
    }
}

/// The attempt took longer than it may.
struct AttemptTimedOut: Error, CustomStringConvertible {
    let timeout: Duration
    var description: String { "The attempt took longer than its timeout of \(timeout) and was ended." }
}
