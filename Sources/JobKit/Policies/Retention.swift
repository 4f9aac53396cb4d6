/// How long finished jobs stay before the sweep removes them, by the state in which they ended.
///
/// A sweep keeps every finished job for ten seconds at least, whatever stands here: who waits for a job's end must find it.
public struct Retention: Sendable, Hashable {
    /// `nil` keeps jobs of that state for ever.
    public var completed: Duration?
    /// `nil` keeps failed jobs for ever.
    public var failed: Duration?
    /// `nil` keeps cancelled jobs for ever.
    public var cancelled: Duration?
    /// `nil` keeps expired jobs for ever.
    public var expired: Duration?

    /// Every sweep follows the retention that it is given: give all workers of a store the same.
    public init(completed: Duration?, failed: Duration?, cancelled: Duration?, expired: Duration?) {
        self.completed = completed
        self.failed = failed
        self.cancelled = cancelled
        self.expired = expired
    }

    /// One day for completed, cancelled and expired jobs, seven for failed ones.
    public static let `default` = Retention(
        completed: .seconds(86_400), failed: .seconds(7 * 86_400), cancelled: .seconds(86_400), expired: .seconds(86_400))

    /// Everything stays.
    public static let forever = Retention(completed: nil, failed: nil, cancelled: nil, expired: nil)

    /// None shorter than a sweep keeps every job.
    var atLeastShortest: Retention {
        let raised = { (keep: Duration?) in keep.map { max(Self.shortest, $0) } }
        return Retention(
            completed: raised(completed), failed: raised(failed), cancelled: raised(cancelled), expired: raised(expired))
    }

    static let shortest = Duration.seconds(10)

    /// How long jobs that ended in `state` stay; `nil` for ever, and for states that are no end.
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
