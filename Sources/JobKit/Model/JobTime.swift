/// A time that the store settles by its own clock, so that a caller whose clock is off schedules nothing wrongly.
public enum JobTime: Hashable, Sendable, Codable {
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

    /// When a job becomes due that is to be due at this time, by a store whose clock shows `now`. All stores resolve due times by this.
    ///
    /// A time that has passed counts as now: naming one in the past overtakes no job that waits already.
    ///
    /// - Parameter place: where in line the job stood while it was claimed. A job that goes back there keeps its place, also when the clock was set
    ///   back meanwhile: it was due there.
    public func dueTime(at now: Timestamp, backTo place: Timestamp? = nil) -> Timestamp {
        if let place, self == .at(place) { return min(place, now) }
        return max(now, resolved(at: now))
    }

    /// Whether a clock that is set does not move this.
    package var isFixed: Bool {
        switch self {
        case .now, .after: false
        case .at: true
        }
    }
}
