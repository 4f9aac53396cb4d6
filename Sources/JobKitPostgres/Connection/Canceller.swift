import CLibPQ
import Foundation
import Synchronization

/// Asks servers to cancel what they are at, on a thread apart: libpq waits for the answer without a limit, and a server that has stopped gives none.
enum Canceller {
    private static let isBusy = Atomic(false)

    /// Moves to the thread that asks.
    private struct Request: @unchecked Sendable {
        // A copy of an address and a key, and nobody else's: libpq lets any one thread at a time use it.
        let handle: OpaquePointer
    }

    /// Asks once. Nothing is asked while another request is under way, so that a server which never answers holds up one thread, not one for
    /// every time limit.
    static func cancel(_ connection: OpaquePointer) {
        guard isBusy.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged else { return }
        guard let handle = PQgetCancel(connection) else { return isBusy.store(false, ordering: .releasing) }
        let request = Request(handle: handle)
        let thread = Thread {
            var reason = [CChar](repeating: 0, count: 256)
            _ = PQcancel(request.handle, &reason, Int32(reason.count))
            PQfreeCancel(request.handle)
            isBusy.store(false, ordering: .releasing)
        }
        thread.name = "jobkit-cancel"
        thread.start()
    }
}
