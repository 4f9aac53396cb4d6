import Foundation

/// A decision to be written by a store: the job, the condition that must still hold, and the effect.
///
/// A store checks the expectation and writes the effect in one transaction, or writes nothing. It adds no rule of its own.
public struct JobChange: Sendable, Hashable {
    /// The condition on which the decision is based.
    public enum Expectation: Sendable, Hashable {
        /// The job waits to be claimed. Where the effect is to expire it, its deadline has passed, too: it may have been retried by hand
        /// since the decision, and be the same waiting job without a deadline.
        case waiting
        /// This lease is still open. `cancelRequested` says whether the decision knew of a request to cancel: when one has been noted since
        /// and the effect does not end the job, the store answers `.cancelRequested` and the decision is made again.
        case leased(Lease, cancelRequested: Bool)
        /// This lease is still open, has not been renewed since it was read as good until then, and is past that time by the store's clock;
        /// before that time the store answers `.superseded`, whatever the sweeper's clock shows. Answered `.cancelRequested`, like
        /// `leased`, when the job is to wait again although a request to cancel is noted: the decision was made without it.
        case lapsed(Lease, until: Timestamp)
        /// The job ended in this state.
        case finished(JobState)
    }

    /// The effect to write.
    public enum Effect: Sendable, Hashable {
        /// The job waits, from `due` on, with that many attempts counted, in that quarantine (see `JobRecord.quarantine`) or in none. Ends
        /// the lease, and with it a noted request to cancel; removes the times and the output of a former end. Progress, step results and
        /// error history stay.
        case wait(due: JobTime, attempt: Int, deadline: Timestamp?, quarantine: Int? = nil)
        /// The job ends, now, in a finished state. Ends the lease and a noted request to cancel; `startedAt` becomes the time of the claim,
        /// if one held the job. Progress, step results and error history stay.
        case finish(JobState, output: Data?)
        /// The running job is to be cancelled; an earlier request is kept.
        case noteCancelRequest
        /// The running job's latest progress.
        case report(JobProgress)
        /// The result of a step of the running job; it replaces an earlier one of the same name.
        case saveStep(name: String, result: Data)
    }

    /// An entry for the error history; the store adds attempt, worker and times from the lease.
    public struct Failure: Sendable, Hashable {
        /// The type of the error; at most 128 bytes when made of a `JobFailure`.
        public var type: String
        /// The error's message; at most 4,096 bytes when made of a `JobFailure`.
        public var message: String
        /// The change's outcome for the job.
        public var consequence: AttemptError.Consequence

        /// Takes the texts unchanged.
        public init(type: String, message: String, consequence: AttemptError.Consequence) {
            self.type = type
            self.message = message
            self.consequence = consequence
        }
    }

    /// The job to change; where there is none, the store answers `.missing`.
    public var id: JobID
    /// Checked in the transaction that writes; the store answers `.superseded` where it does not hold.
    public var expecting: Expectation
    /// Written whole or not at all.
    public var effect: Effect
    /// Only with the expectations `leased` and `lapsed`.
    public var failure: Failure?
    /// Jobs that are stored in the transaction of the change, and only if it is applied; one whose id the store already has is left
    /// unchanged. Only with the effects `wait` and `finish`, and only where the store has the feature `followUps`.
    public var then: [JobDraft]
    /// The attempt has written in a transaction of its handler's, which may still be open. Stores whose transactions do not wait for each
    /// other check for it before they end the attempt.
    package var mayMeetHandlersTransaction = false

    /// A change without a transition, such as a report. Nothing is checked here; `check()` does, and stores do before they write.
    public init(id: JobID, expecting: Expectation, effect: Effect, failure: Failure? = nil, then: [JobDraft] = []) {
        self.id = id
        self.expecting = expecting
        self.effect = effect
        self.failure = failure
        self.then = then
    }
}

extension JobChange {
    /// The change that writes `transition`.
    ///
    /// - Parameters:
    ///   - id: the job.
    ///   - expecting: what must still be true of it.
    ///   - transition: what the machine decided.
    ///   - failure: why the attempt did not succeed; stored when the transition names a consequence.
    ///   - then: jobs to store with the change.
    public init(
        id: JobID, expecting: Expectation, transition: JobTransition, failure: JobFailure? = nil, then: [JobDraft] = []
    ) {
        let effect: Effect =
            switch transition.to {
            case .scheduled, .pending:
                .wait(
                    due: transition.due ?? .now, attempt: transition.attempt, deadline: transition.deadline,
                    quarantine: transition.quarantine)
            case .running: .noteCancelRequest
            case .completed: .finish(.completed, output: transition.output)
            case .failed, .cancelled, .expired: .finish(transition.to, output: nil)
            }
        var entry: Failure?
        if let consequence = transition.consequence, let failure {
            entry = Failure(type: failure.type, message: failure.message, consequence: consequence)
        }
        self.init(id: id, expecting: expecting, effect: effect, failure: entry, then: then)
    }
}

extension JobChange {
    /// Throws `JobStoreError.invalid` for a change that no decision makes, such as progress of a job that waits or a negative number of
    /// attempts. Stores check every change of a call before they write the first.
    public func check() throws(JobStoreError) {
        let isPossible =
            switch (expecting, effect) {
            case (.leased, .finish(let state, _)), (.lapsed, .finish(let state, _)): state.isFinished
            case (.leased, _), (.lapsed, .wait): true
            case (.waiting, .finish(let state, _)): state.isFinished && failure == nil
            case (.waiting, .wait), (.finished, .wait): failure == nil
            case (.waiting, _), (.lapsed, _), (.finished, _): false
            }
        guard isPossible, effect.hasPossibleNumbers, then.isEmpty || effect.endsPhase else {
            throw JobStoreError(
                .invalid, subject: "apply a change to job \(id)", cause: "its effect is impossible after what it expects",
                remedy: "Make changes of the transitions that JobStateMachine decides.")
        }
    }
}

extension JobChange.Effect {
    /// Whether the job waits again or has ended by this effect.
    fileprivate var endsPhase: Bool {
        switch self {
        case .wait, .finish: true
        case .noteCancelRequest, .report, .saveStep: false
        }
    }

    /// Stores need to keep 31 bits; no job is started that often, and no worker holds so many jobs.
    fileprivate var hasPossibleNumbers: Bool {
        guard case .wait(_, let attempt, _, let quarantine) = self else { return true }
        let most = Int(Int32.max)
        return attempt >= 0 && attempt <= most && quarantine.map { $0 >= 1 && $0 <= most } ?? true
    }
}
