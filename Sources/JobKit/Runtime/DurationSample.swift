import Synchronization

/// Gathers how long handlers took, for the worker to look at once a batch.
final class DurationSample: Sendable {
    private let state = Mutex((total: 0.0, count: 0))

    init() {}

    func add(_ duration: Duration) {
        state.withLock { state in
            state.total += duration.inSeconds
            state.count += 1
        }
    }

    /// The mean in seconds since the last call; `nil` when no handler has ended.
    func take() -> Double? {
        state.withLock { state in
            defer { state = (0, 0) }
            return state.count > 0 ? state.total / Double(state.count) : nil
        }
    }
}
