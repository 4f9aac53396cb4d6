/// How long finished jobs stay before the sweep removes them, by the state in which they ended.
public struct Retention: Sendable, Hashable {
    /// `nil` keeps jobs of that state for ever.
    public var completed: Duration?
    public var failed: Duration?
    public var cancelled: Duration?
    public var expired: Duration?

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
