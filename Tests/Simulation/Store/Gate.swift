import Synchronization

/// The state of a simulated process: it can be frozen and thawed, killed, and at the very end dismantled.
///
/// All actions of the process beyond computing pass here: calls of the store, their replies, and the ends of its sleeps.
final class Gate: Sendable {
    enum Phase: Sendable {
        case running
        /// Frozen, or killed, which is the same without an end.
        case stopped
        /// The checks are over: all waiting tasks are released, so that nothing stays in memory.
        case dismantled
    }

    private struct State {
        var phase = Phase.running
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var phase: Phase { state.withLock { $0.phase } }

    func set(_ phase: Phase) {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.phase = phase
            guard phase != .stopped else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func pass() async {
        while phase == .stopped { await wait { $0 != .stopped } }
    }

    /// For handlers that never end by themselves.
    func waitUntilDismantled() async {
        while phase != .dismantled { await wait { $0 == .dismantled } }
    }

    private func wait(until isOver: @Sendable (Phase) -> Bool) async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if isOver(state.phase) { return true }
                state.waiting.append(continuation)
                return false
            }
            if goesOn { continuation.resume() }
        }
    }
}
