import Foundation
import JobKit

/// An attempt to connect, on a thread of its own: libpq waits there for as long as its `connect_timeout` allows, for each host in turn, and
/// callers wait for as long as they choose. A call that gives up leaves the attempt to the next one.
///
/// Unchecked: the result is accessed under the condition's lock only, and the connection in it belongs to one thread at a time.
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

    /// The connection, which belongs to the caller from then on; `nil` when there is none within the limit.
    func connection(within limit: Duration) throws -> Connection? {
        let end = Date(timeIntervalSinceNow: max(.zero, limit) / .seconds(1))
        condition.lock()
        defer { condition.unlock() }
        while result == nil { if !condition.wait(until: end) { break } }
        return try result?.get()
    }
}
