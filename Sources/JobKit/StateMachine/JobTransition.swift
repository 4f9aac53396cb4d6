import Foundation

/// The effect of an event on a job.
public struct JobTransition: Sendable, Hashable {
    /// The state afterwards. `scheduled` stands for waiting until `due`, whenever that is; a store shows the job as pending once it is due.
    public var to: JobState
    /// The attempts counted afterwards.
    public var attempt: Int
    /// The job's place in line, when it waits again.
    public var due: JobTime?
    /// The deadline afterwards: a retry by hand removes it.
    public var deadline: Timestamp?
    /// The output of a completed job.
    public var output: Data?
    /// The attempt's consequence in the error history, if the event ended one without success.
    public var consequence: AttemptError.Consequence?
    /// The quarantine in which the job waits and runs next; see `JobRecord.quarantine`.
    public var quarantine: Int?

    /// A transition with these values; `JobStateMachine` makes them.
    public init(
        to: JobState, attempt: Int, due: JobTime? = nil, deadline: Timestamp? = nil, output: Data? = nil,
        consequence: AttemptError.Consequence? = nil, quarantine: Int? = nil
    ) {
        self.to = to
        self.attempt = attempt
        self.due = due
        self.deadline = deadline
        self.output = output
        self.consequence = consequence
        self.quarantine = quarantine
    }
}

/// The machine's answer.
public enum JobDecision: Sendable, Hashable {
    /// The job changes.
    case transition(JobTransition)
    /// The event has nothing to change, for this reason; no error.
    case ignored(String)
    /// The event cannot happen to a job in this state; the caller is mistaken.
    case illegal(String)
}
