import Foundation

/// An event in a job's life.
public enum JobEvent: Sendable, Hashable {
    /// A worker claims it. The one transition that stores perform by themselves; the conformance suite compares it.
    case claimed
    /// The handler returned this output.
    case succeeded(output: Data? = nil)
    /// The handler threw, or exceeded its timeout.
    case failed(JobFailure)
    /// The handler postponed the job; the attempt is given back.
    case snoozed(until: JobTime)
    /// The worker gives the job back unfinished, because it shuts down.
    case released
    /// A caller requests the job's cancellation.
    case cancel
    /// The worker that held the job has not renewed in time.
    case leaseLapsed
    /// The job was not started by its deadline.
    case deadlinePassed
    /// A caller requests another try of a finished job.
    case retry
}
