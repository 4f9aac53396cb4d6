/// The state of an attempt. Pure: each method changes the state and returns the action for the caller.
enum AttemptState: Equatable, Sendable {
    /// The job is held and its handler has not begun. Becomes `running`, or `settled` when it is cancelled or given up before it begins.
    case waiting
    /// The handler has been running since that uptime. Becomes `ending` or `settled`.
    case running(since: Duration)
    /// The handler was told to end, for this reason, and still runs; watched once a timer is set that gives it up. Becomes `settled`.
    case ending(CancellationReason, since: Duration, isWatched: Bool)
    /// The outcome has been queued, or the attempt was given up: no handler begins, and later outcomes are dropped. Final.
    case settled(CancellationReason?)

    enum Cancelling: Equatable {
        /// The handler's task is to be cancelled.
        case cancelHandler
        /// No handler has begun, and none will: the attempt is settled as released.
        case release
    }

    /// Whether the handler may begin: true once, and only while nothing has ended the attempt.
    mutating func begin(at uptime: Duration) -> Bool {
        guard case .waiting = self else { return false }
        self = .running(since: uptime)
        return true
    }

    /// The first reason stays, except that a lost lease overrides all others: nothing may be settled under it.
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

    /// Whether the caller settles the attempt: true once. `cancellation` is the reason that the outcome has to respect.
    mutating func settle() -> Bool {
        guard !isSettled else { return false }
        self = .settled(cancellation)
        return true
    }

    /// Whether the caller watches the handler that was told to end: true once.
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

    /// The uptime at which the handler began; `nil` when it does not run.
    var runningSince: Duration? {
        switch self {
        case .waiting, .settled: nil
        case .running(let since), .ending(_, let since, _): since
        }
    }
}
