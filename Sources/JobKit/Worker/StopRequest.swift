import Synchronization

/// A request to stop the worker: gracefully, or at once.
final class StopRequest: Sendable {
    enum Manner: Int, Sendable {
        case gracefully
        case atOnce
    }

    private let manner = Mutex<Manner?>(nil)
    private let wakeup = Wakeup()

    init() {}

    var isRequested: Bool { manner.withLock { $0 != nil } }
    var isAtOnce: Bool { manner.withLock { $0 == .atOnce } }

    /// A second request can only make it more urgent.
    func request(_ wanted: Manner) {
        manner.withLock { manner in
            if let manner, manner.rawValue >= wanted.rawValue { return }
            manner = wanted
        }
        wakeup.wake()
    }

    /// Returns once a stop is requested.
    func wait() async {
        while !isRequested { await wakeup.wait() }
    }

    /// Returns once a stop at once is requested, or when the task is cancelled.
    func waitUntilAtOnce() async {
        while !isAtOnce, !Task.isCancelled { await wakeup.wait() }
    }

    /// Returns once a stop is requested or made more urgent, or after `limit`.
    func wait(atMost limit: Duration, environment: JobEnvironment) async {
        await wakeup.wait(atMost: limit, environment: environment)
    }
}
