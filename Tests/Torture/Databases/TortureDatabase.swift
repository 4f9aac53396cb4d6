import JobKit
import Logging

/// The database of a run's jobs: all differences between stores that the harness knows.
protocol TortureDatabase: Sendable {
    /// The value of `--store` for the processes.
    var address: String { get }

    /// The write-ahead log, where it is a file to be watched.
    var log: String? { get }

    /// Whether a process may be stopped anywhere without keeping the others from working.
    var bearsStops: Bool { get }

    func makeStore(_ options: Options, logger: Logger?) throws -> any JobStore

    /// A reader that keeps nothing open after its end.
    func reader() throws -> any PlainReader
}

extension JobStore {
    /// Prepares, however long the database is away.
    func prepareAtLast() async throws {
        while true {
            do {
                return try await prepare()
            } catch let error as JobStoreError where error.isTransient {
                complain("prepare: \(error)")
            }
        }
    }
}
