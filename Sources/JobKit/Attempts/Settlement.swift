import Foundation

/// An outcome on its way into the store.
///
/// Small, because every job's is copied from array to array.
struct Settlement: Sendable {
    let attempt: RunningAttempt
    /// What the handler did, or what became of the attempt without it.
    var outcome: JobEvent
    /// Where in the jitter of the backoff a retry falls; drawn once, so that deciding again gives the same delay.
    let random: Double
    /// Whether somebody asked for the job to be cancelled, as far as this worker knows.
    var cancelRequested: Bool
    /// What the handler took; `nil` when none ran, or when it was given up.
    let seconds: Double?

    init(_ attempt: RunningAttempt, _ outcome: JobEvent, cancelRequested: Bool = false, seconds: Double? = nil) {
        self.attempt = attempt
        self.outcome = outcome
        // Only a failure asks for it, and each draw is a call of the system.
        if case .failed = outcome { random = attempt.runner.services.environment.unitRandom() } else { random = 0 }
        self.cancelRequested = cancelRequested
        self.seconds = seconds
    }

    var job: ClaimedJob { attempt.held.job }

    /// The same, decided once more with what the store has said.
    var knowingOfRequest: Settlement {
        var settlement = self
        settlement.cancelRequested = true
        return settlement
    }

    /// Asked about failures only.
    private var retry: RetryPolicy {
        if case .failed = outcome { attempt.retry } else { .default }
    }

    /// What the machine makes of the outcome.
    var transition: JobTransition? {
        // `now` judges leases and deadlines, which no outcome asks about; delays are resolved by the store.
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
