/// Where an attempt stands. Pure: it answers what it is told with what is to be done.
enum AttemptState: Equatable, Sendable {
    /// The job is held and its handler has not begun. Becomes `running`, or `settled` when it is cancelled or given up before.
    case waiting
    /// The handler runs, since that uptime. Becomes `ending` or `settled`.
    case running(since: Duration)
    /// The handler was told to end, for this reason, and runs still; watched once a timer is set that gives it up. Becomes `settled`.
    case ending(CancellationReason, since: Duration, isWatched: Bool)
    /// The outcome is on its way, or the attempt was given up: no handler begins any more, and later outcomes are dropped. Final.
    case settled(CancellationReason?)

    enum Cancelling: Equatable {
        /// The handler's task is to be cancelled.
        case cancelHandler
        /// No handler has begun, and none will: the attempt is settled as one that was given back.
        case release
    }

    /// Whether the handler may begin: true once, and only while nothing has ended the attempt.
    mutating func begin(at uptime: Duration) -> Bool {
        guard case .waiting = self else { return false }
        self = .running(since: uptime)
        return true
    }

    /// The first reason stays, except that a lost lease overrides all others: nothing may be settled then.
    mutating func cancel(_ reason: CancellationReason) -> Cancelling {
        switch self {
        case .waiting:
            self = .settled(reason)
            return .release
        case .running(let since): self = .ending(reason, since: since, isWatched: false)
        case .ending(_, let since, let isWatched):
            if reason == .leaseLost { self = .ending(reason, since: since, isWatched: isWatched) }
        case .settled(let earlier): self = .settled(earlier ?? reason)
        }
        return .cancelHandler
    }

    /// Whether the caller is the one to settle the attempt: true once. `cancellation` says what the outcome is to heed.
    mutating func settle() -> Bool {
        guard !isSettled else { return false }
        self = .settled(cancellation)
        return true
    }

    /// Whether the caller is the one to watch the handler, which was told to end: true once.
    mutating func watch() -> Bool {
        guard case .ending(let reason, let since, isWatched: false) = self else { return false }
        self = .ending(reason, since: since, isWatched: true)
        return true
    }

    var isSettled: Bool { if case .settled = self { true } else { false } }

    var cancellation: CancellationReason? {
        switch self {
        case .waiting, .running: nil
        case .ending(let reason, _, _): reason
        case .settled(let reason): reason
        }
    }

    /// Since when the handler runs; `nil` when it does not.
    var runningSince: Duration? {
        switch self {
        case .waiting, .settled: nil
        case .running(let since), .ending(_, let since, _): since
        }
    }
}
