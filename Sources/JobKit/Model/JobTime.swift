/// A time that the store settles by its own clock, so that a caller whose clock is off schedules nothing wrongly.
public enum JobTime: Hashable, Sendable {
    /// When the store commits.
    case now
    /// That long after the store commits; negative durations count as zero.
    case after(Duration)
    /// Exactly then.
    case at(Timestamp)

    /// The moment that this means to a store whose clock shows `now`.
    public func resolved(at now: Timestamp) -> Timestamp {
        switch self {
        case .now: now
        case .after(let delay): now.advanced(by: max(.zero, delay))
        case .at(let time): time
        }
    }

    /// Whether a clock that is set does not move this.
    package var isFixed: Bool {
        switch self {
        case .now, .after: false
        case .at: true
        }
    }
}
