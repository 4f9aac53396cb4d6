import Foundation
import JobKit

/// A caller's transaction, on a connection of the caller's.
struct CallersTransaction {
    private static let savepoint = "jobkit_callers"

    private let connection: Connection
    private let database: Database
    private let purpose: String

    /// - Parameter purpose: the operation, as errors name it: `enqueue into`.
    init(_ handle: OpaquePointer, of database: Database, to purpose: String) throws {
        connection = Connection(borrowing: handle)
        self.database = database
        self.purpose = purpose
        guard connection.isInTransaction else {
            throw refusal(.invalid, "the connection has no transaction open", "Call this between BEGIN IMMEDIATE and COMMIT.")
        }
        guard try connection.mayWrite() else {
            throw refusal(
                .invalid, "the connection may only read", "Give a connection that may write, with GRDB that of `write` and not of `read`.")
        }
        guard isSameFile else {
            throw refusal(
                .invalid, "the connection is to \(connection.path.isEmpty ? "another database" : connection.path)",
                "Give a connection whose main database is the store's file, or make a store for that file.")
        }
    }

    /// Keeps the writes of `body` in the transaction, or none of them when it throws; the transaction can go on either way.
    func perform<Value>(_ body: (Session) throws -> Value) throws -> Value {
        do {
            try checkSchema()
            try connection.execute("SAVEPOINT \(Self.savepoint)")
            do {
                let session = Session(connection: connection, clock: SteadyClock(database.environment))
                // The store's own clock may be behind a step that another process has followed.
                try ClockKeeper(session: session, environment: database.environment).look()
                let value = try body(session)
                try session.writeGathered()
                try connection.execute("RELEASE \(Self.savepoint)")
                return value
            } catch {
                // Best effort: errors such as a full disk have rolled back the whole transaction already.
                if connection.isInTransaction {
                    try? connection.execute("ROLLBACK TO \(Self.savepoint)")
                    try? connection.execute("RELEASE \(Self.savepoint)")
                }
                throw error
            }
        } catch let error as JobError {
            throw error
        } catch {
            throw database.storeError(error, purpose)
        }
    }

    private func checkSchema() throws {
        try Migrator(subject: "\(purpose) \(database.path)", migrations: database.migrations).check(connection)
    }

    private var isSameFile: Bool {
        var own = stat()
        var callers = stat()
        guard stat(database.path, &own) == 0, stat(connection.path, &callers) == 0 else { return false }
        return own.st_dev == callers.st_dev && own.st_ino == callers.st_ino
    }

    private func refusal(_ code: JobStoreError.Code, _ cause: String, _ remedy: String) -> JobStoreError {
        JobStoreError(code, subject: "\(purpose) \(database.path)", cause: cause, remedy: remedy)
    }
}
