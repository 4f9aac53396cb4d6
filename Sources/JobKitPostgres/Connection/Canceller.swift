import CLibPQ
import Foundation
import Synchronization

/// Asks servers to cancel what they are at, on a thread apart: libpq waits for the answer without a limit, and a server that has stopped gives none.
///
/// One for all connections that share their settings: another server that has stopped is nothing to them.
final class Canceller: Sendable {
    private let isBusy = Atomic(false)

    /// Moves to the thread that asks.
    private struct Request: @unchecked Sendable {
        // A copy of an address and a key, and nobody else's: libpq lets any one thread at a time use it.
        let handle: OpaquePointer
    }

    /// Asks once. Nothing is asked while another request is under way, so that a server which never answers holds up one thread, not one for
    /// every time limit. `false` when nothing is asked.
    @discardableResult func cancel(_ connection: OpaquePointer) -> Bool {
        guard isBusy.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged else { return false }
        guard let handle = PQgetCancel(connection) else {
            isBusy.store(false, ordering: .releasing)
            return false
        }
        let request = Request(handle: handle)
        let thread = Thread {
            Self.blockPipeSignal()
            var reason = [CChar](repeating: 0, count: 256)
            _ = PQcancel(request.handle, &reason, Int32(reason.count))
            PQfreeCancel(request.handle)
            self.isBusy.store(false, ordering: .releasing)
        }
        thread.name = "jobkit-cancel"
        thread.start()
        return true
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
