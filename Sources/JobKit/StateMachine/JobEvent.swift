/// Something that happens to a job.
public enum JobEvent: Sendable, Hashable {
    /// A worker takes it. The one transition that stores perform by themselves; the conformance suite compares.
    case claimed
    case succeeded
    case failed(JobFailure)
    case snoozed(until: JobTime)
    /// The worker gives the job back unfinished, because it shuts down.
    case released
    case cancel
    /// The worker that held the job has not renewed in time.
    case leaseLapsed
    case deadlinePassed
    /// Somebody asks for a finished job to be tried again.
    case retry
}
