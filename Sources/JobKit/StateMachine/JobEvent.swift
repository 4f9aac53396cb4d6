import Foundation

/// Something that happens to a job.
public enum JobEvent: Sendable, Hashable {
    /// A worker takes it. The one transition that stores perform by themselves; the conformance suite compares.
    case claimed
    /// The handler returned, and this for whoever waits.
    case succeeded(output: Data? = nil)
    /// The handler threw, or ran out of time.
    case failed(JobFailure)
    /// The handler put the job aside; the attempt is given back.
    case snoozed(until: JobTime)
    /// The worker gives the job back unfinished, because it shuts down.
    case released
    /// Somebody asks for the job to be cancelled.
    case cancel
    /// The worker that held the job has not renewed in time.
    case leaseLapsed
    /// The job was not started by its deadline.
    case deadlinePassed
    /// Somebody asks for a finished job to be tried again.
    case retry
}
