/// A job's order among the due jobs of its queue.
///
/// Within a level, jobs are claimed in the order in which they became due. Between levels, each step up is worth a head start of
/// `headStart`: a `normal` job goes before every `low` job that became due up to five minutes earlier, and after those that have waited
/// longer. So the order is strict as long as no backlog is older than that, and no level starves behind the one above it.
public enum JobPriority: Int, Sendable, Codable, CaseIterable, Comparable {
    /// Five minutes behind `normal`.
    case low = 0
    /// Unless set otherwise.
    case normal = 1
    /// Five minutes ahead of `normal`.
    case high = 2
    /// Ten minutes ahead of `normal`.
    case urgent = 3

    /// The worth of one level: five minutes of waiting.
    public static let headStart: Duration = .seconds(300)

    public static func < (left: JobPriority, right: JobPriority) -> Bool { left.rawValue < right.rawValue }

    /// The place in line of a job that became due at that time: of two due jobs in a queue, the one with the lower rank is claimed first.
    public func rank(dueAt: Timestamp) -> Timestamp {
        dueAt.advanced(by: Self.headStart * (JobPriority.urgent.rawValue - rawValue))
    }
}
