import JobKit
import Logging
import Metrics

/// How to open connections to one file.
struct Database: Sendable {
    let path: String
    let options: SQLiteJobStoreOptions
    let environment: JobEnvironment
    /// Shared by all connections of a store: the writer makes it follow the wall clock.
    let clock: SteadyClock
    let logger: Logger?
    let metrics: any MetricsFactory
    /// The schema that the code knows.
    let migrations: [Migration]
    let files: OpenedFiles

    /// - Parameter migrations: all, except in tests with an older and a newer binary on one file.
    init(
        path: String, options: SQLiteJobStoreOptions, environment: JobEnvironment, logger: Logger?,
        metrics: any MetricsFactory = NOOPMetricsHandler.instance, migrations: [Migration] = Migration.all
    ) {
        self.path = path
        self.options = options
        self.environment = environment
        self.logger = logger
        self.metrics = metrics
        self.migrations = migrations
        clock = SteadyClock(environment)
        files = OpenedFiles(path)
    }

    func connect(_ mode: Connection.Mode) throws -> Connection {
        let wait = BusyWait(limit: Int64(clamping: options.busyTimeout.microseconds), random: environment.random)
        return try Connection(path: path, mode: mode, options: options, busyWait: wait)
    }

    /// The error for callers, for any failure.
    func storeError(_ error: any Error, _ verb: String) -> any Error {
        switch error {
        case let failure as SQLiteFailure: failure.storeError("\(verb) \(path)")
        case is FilesMoved:
            JobStoreError(
                .unusable, subject: "\(verb) \(path)",
                cause: "the file, its -wal or its -shm was moved, deleted or replaced while the store had it open",
                remedy: "Put the same files back, or stop every process that uses them and start again; before starting on another file, "
                    + "such as a restored backup, remove the old -wal and -shm. What was not acknowledged may not be in the file: repeat it."
            )
        default: error
        }
    }
}
