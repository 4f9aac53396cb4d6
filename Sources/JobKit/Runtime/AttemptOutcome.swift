import Foundation

/// How a handler ended, as the worker reports it.
enum AttemptOutcome: Sendable {
    case succeeded(output: Data?)
    case failed(JobFailure)
    case snoozed(until: JobTime)
    case released

    var event: JobEvent {
        switch self {
        case .succeeded: .succeeded
        case .failed(let failure): .failed(failure)
        case .snoozed(let until): .snoozed(until: until)
        case .released: .released
        }
    }
}

/// An outcome on its way into the store.
struct Settlement: Sendable {
    var job: ClaimedJob
    var outcome: AttemptOutcome
    var retry: RetryPolicy
    /// Where in the jitter of the backoff a retry falls; drawn once, so that deciding again gives the same delay.
    var random: Double
    /// Whether somebody asked for the job to be cancelled, as far as this worker knows.
    var cancelRequested: Bool

    /// What the machine makes of the outcome.
    var transition: JobTransition? {
        // `now` judges leases and deadlines, which no outcome asks about; delays are resolved by the store.
        let status = job.status(cancelRequested: cancelRequested)
        let decision = JobStateMachine.decide(status, outcome.event, now: job.dueAt, retry: retry, random: random)
        guard case .transition(let transition) = decision else { return nil }
        return transition
    }

    func change(_ transition: JobTransition) -> JobChange {
        var output: Data?
        var failure: JobFailure?
        switch outcome {
        case .succeeded(let data): output = data
        case .failed(let error): failure = error
        case .snoozed, .released: failure = JobFailure(type: "JobKit.Cancelled", message: "cancelled on request")
        }
        return JobChange(
            id: job.id, expecting: .leased(job.lease, cancelRequested: cancelRequested), transition: transition, output: output,
            failure: failure)
    }
}

/// The attempt took longer than it may.
struct AttemptTimedOut: Error, CustomStringConvertible {
    let timeout: Duration
    var description: String { "The attempt took longer than its timeout of \(timeout) and was ended." }
}
