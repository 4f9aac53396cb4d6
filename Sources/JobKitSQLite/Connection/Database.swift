import JobKit
import Logging
import Metrics

/// How to open connections to one file.
struct Database: Sendable {
    let path: String
    let options: SQLiteJobStoreOptions
    let environment: JobEnvironment
    /// One for all connections of a store: the writer has it follow the wall clock.
    let clock: SteadyClock
    let logger: Logger?
    let metrics: any MetricsFactory

    func connect(_ mode: Connection.Mode) throws -> Connection {
        let wait = BusyWait(limit: Int64(clamping: options.busyTimeout.microseconds), random: environment.random)
        return try Connection(path: path, mode: mode, options: options, busyWait: wait)
    }

    /// The error for callers, whatever the failure was.
    func storeError(_ error: any Error, _ verb: String) -> any Error {
        guard let failure = error as? SQLiteFailure else { return error }
        return failure.storeError("\(verb) \(path)")
    }
}
