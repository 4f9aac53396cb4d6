/// The result of a change.
public enum ApplyResult: Sendable, Hashable {
    /// The effect is written.
    case applied
    /// The expectation no longer holds: the lease went to another worker or was settled, or the job has moved on.
    case superseded
    /// The lease is good, but a cancel of the job was requested since the decision was made; decide again.
    case cancelRequested
    /// The store has no job with this id.
    case missing
}
