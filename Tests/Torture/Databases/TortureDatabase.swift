import JobKit
import Logging

/// Where the jobs of a run live: everything in which the harness knows one store from another.
protocol TortureDatabase: Sendable {
    /// What `--store` says to the processes.
    var address: String { get }

    /// The write-ahead log, where it is a file to be watched.
    var log: String? { get }

    /// Whether a process may be stopped anywhere without keeping the others from working.
    var bearsStops: Bool { get }

    func makeStore(_ options: Options, logger: Logger?) throws -> any JobStore

    /// A reader that keeps nothing open once it is gone.
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
