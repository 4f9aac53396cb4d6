/// A time that the store resolves by its own clock, so that a caller whose clock is wrong schedules nothing at a wrong time.
public enum JobTime: Hashable, Sendable, Codable {
    /// When the store commits.
    case now
    /// That long after the store commits; negative durations count as zero.
    case after(Duration)
    /// At exactly that time.
    case at(Timestamp)

    /// The moment that this stands for when the store's clock shows `now`.
    public func resolved(at now: Timestamp) -> Timestamp {
        switch self {
        case .now: now
        case .after(let delay): now.advanced(by: max(.zero, delay))
        case .at(let time): time
        }
    }

    /// The due time of a job that is to be due at this time, when the store's clock shows `now`. All stores resolve due times with it.
    ///
    /// A time that has passed counts as now: a due time in the past overtakes no job that waits already.
    ///
    /// - Parameters:
    ///   - now: the time on the store's clock.
    ///   - place: the job's place in line while it was claimed. A job that returns there keeps its place, also when the clock was set back
    ///     meanwhile: it was due there.
    public func dueTime(at now: Timestamp, backTo place: Timestamp? = nil) -> Timestamp {
        if let place, self == .at(place) { return min(place, now) }
        return max(now, resolved(at: now))
    }

    /// Whether this stays the same when a clock is set.
    package var isFixed: Bool {
        switch self {
        case .now, .after: false
        case .at: true
        }
    }
}
