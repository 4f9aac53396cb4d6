import Foundation
import JobKit

/// An attempt to connect, on a thread of its own: libpq waits there for as long as its `connect_timeout` lets it, for each host in turn, and callers for as long
/// as they like. A call that gives up leaves it to the next one.
///
/// Unchecked: the result is touched under the condition's lock alone, and the connection in it belongs to one thread at a time.
final class Opening: @unchecked Sendable {
    private let condition = NSCondition()
    private var result: Result<Connection, any Error>?

    init(_ settings: ConnectionSettings) {
        let thread = Thread { self.finish(Result { try Connection(settings) }) }
        thread.name = "jobkit-pg-connect"
        thread.start()
    }

    private func finish(_ result: Result<Connection, any Error>) {
        condition.lock()
        self.result = result
        condition.broadcast()
        condition.unlock()
    }

    /// The connection, which belongs to the caller from then on; `nil` when there is none after so long.
    func connection(within limit: Duration) throws -> Connection? {
        let end = Date(timeIntervalSinceNow: max(.zero, limit) / .seconds(1))
        condition.lock()
        defer { condition.unlock() }
        while result == nil { if !condition.wait(until: end) { break } }
        return try result?.get()
    }
}
