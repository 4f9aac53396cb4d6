/// How long the sweep keeps finished jobs before it removes them, by the state in which they ended.
///
///     let hour = Duration.seconds(3_600)
///     let retention = Retention(completed: hour, failed: nil, cancelled: hour, expired: hour)
///     let configuration = WorkerConfiguration(retention: retention)
///
/// A sweep keeps every finished job for at least ten seconds, whatever is set here: a caller that waits for the job's end must find it.
public struct Retention: Sendable, Hashable {
    /// `nil` keeps jobs of that state without limit.
    public var completed: Duration?
    /// `nil` keeps failed jobs without limit.
    public var failed: Duration?
    /// `nil` keeps cancelled jobs without limit.
    public var cancelled: Duration?
    /// `nil` keeps expired jobs without limit.
    public var expired: Duration?

    /// Every sweep follows the retention of its own worker: give all workers of a store the same.
    public init(completed: Duration?, failed: Duration?, cancelled: Duration?, expired: Duration?) {
        self.completed = completed
        self.failed = failed
        self.cancelled = cancelled
        self.expired = expired
    }

    /// One day for completed, cancelled and expired jobs, seven for failed ones.
    public static let `default` = Retention(
        completed: .seconds(86_400), failed: .seconds(7 * 86_400), cancelled: .seconds(86_400), expired: .seconds(86_400))

    /// Keeps all jobs.
    public static let forever = Retention(completed: nil, failed: nil, cancelled: nil, expired: nil)

    /// The same, with times below the shortest time that a sweep keeps every job raised to it.
    var atLeastShortest: Retention {
        let raised = { (keep: Duration?) in keep.map { max(Self.shortest, $0) } }
        return Retention(
            completed: raised(completed), failed: raised(failed), cancelled: raised(cancelled), expired: raised(expired))
    }

    static let shortest = Duration.seconds(10)

    /// How long jobs that ended in `state` are kept; `nil` for no limit, and for states that are no end.
    public func duration(of state: JobState) -> Duration? {
        switch state {
        case .completed: completed
        case .failed: failed
        case .cancelled: cancelled
        case .expired: expired
        case .scheduled, .pending, .running: nil
        }
    }
}
