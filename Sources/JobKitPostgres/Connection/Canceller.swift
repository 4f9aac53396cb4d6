import CLibPQ
import Foundation
import Synchronization

/// Asks servers to cancel running statements, on a thread of its own: libpq waits for the answer without a limit, and a stopped server
/// gives none.
///
/// Shared by all connections with the same settings: another server that has stopped does not affect them.
final class Canceller: Sendable {
    /// The most requests that may wait behind the one under way.
    private static let most = 64

    /// Moves to the thread that sends it.
    private struct Request: @unchecked Sendable {
        // A copy of an address and a key, not shared: libpq lets one thread at a time use it.
        let handle: OpaquePointer
    }

    private struct State {
        var isBusy = false
        var waiting: [Request] = []
    }

    private let state = Mutex(State())

    /// Sends one request, after those before it: a server that never answers blocks one thread, not one for every time limit. A statement
    /// whose request is not sent goes on on the server, and keeps a connection there, for as long as it waits for a lock. `false` when too
    /// many requests wait already.
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

    /// `nil` when no request waits: then the thread ends.
    private func next() -> Request? {
        state.withLock { state in
            state.isBusy = !state.waiting.isEmpty
            return state.isBusy ? state.waiting.removeFirst() : nil
        }
    }

    /// Only here libpq does not handle the signal of a connection that the server has closed; the signal would end the process. It is
    /// directed at the thread that writes, and ends with it.
    private static func blockPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
