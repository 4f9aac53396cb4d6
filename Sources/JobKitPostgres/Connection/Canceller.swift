import CLibPQ
import Foundation
import Synchronization

/// Asks servers to cancel what they are at, on a thread apart: libpq waits for the answer without a limit, and a server that has stopped gives none.
///
/// One for all connections that share their settings: another server that has stopped is nothing to them.
final class Canceller: Sendable {
    /// How many requests may wait behind the one under way.
    private static let most = 64

    /// Moves to the thread that asks.
    private struct Request: @unchecked Sendable {
        // A copy of an address and a key, and nobody else's: libpq lets any one thread at a time use it.
        let handle: OpaquePointer
    }

    private struct State {
        var isBusy = false
        var waiting: [Request] = []
    }

    private let state = Mutex(State())

    /// Asks once, behind those who asked before: a server that never answers holds up one thread, not one for every time limit. What is not asked goes on
    /// on the server, and keeps a connection there, for as long as it waits for a lock. `false` when too many wait already.
    @discardableResult func cancel(_ connection: OpaquePointer) -> Bool {
        let (isTaken, isFirst) = state.withLock { state in
            guard state.waiting.count < Self.most, let handle = PQgetCancel(connection) else { return (false, false) }
            state.waiting.append(Request(handle: handle))
            defer { state.isBusy = true }
            return (true, !state.isBusy)
        }
        if isFirst { start() }
        return isTaken
    }

    private func start() {
        let thread = Thread {
            Self.blockPipeSignal()
            while let request = self.next() {
                var reason = [CChar](repeating: 0, count: 256)
                _ = PQcancel(request.handle, &reason, Int32(reason.count))
                PQfreeCancel(request.handle)
            }
        }
        thread.name = "jobkit-cancel"
        thread.start()
    }

    /// `nil` when nobody waits any more: then the thread ends.
    private func next() -> Request? {
        state.withLock { state in
            state.isBusy = !state.waiting.isEmpty
            return state.isBusy ? state.waiting.removeFirst() : nil
        }
    }

    /// Here alone libpq leaves it to the process what happens when the server has hung up; it would end the process. The signal is for the thread
    /// that writes, and goes with it.
    private static func blockPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
