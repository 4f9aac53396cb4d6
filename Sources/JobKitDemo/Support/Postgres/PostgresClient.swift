import Foundation
import JobKit

/// One connection to PostgreSQL, opened when it is first needed and again when it broke, on a queue of its own: no cooperative thread waits for the server.
final class PostgresClient: Sendable {
    private let address: PostgresAddress
    private let queue = DispatchQueue(label: "jobkit-demo.postgres")
    /// Touched on the queue alone.
    private nonisolated(unsafe) var connection: PostgresConnection?

    init(_ address: PostgresAddress) { self.address = address }

    /// What `body` returns, run in a transaction that is committed then, or rolled back when it throws.
    ///
    /// A statement may wait for half a minute for others; this is set for the transaction, so that it also holds behind a pooler.
    ///
    /// - Parameter verb: for errors, as in `JobStoreError.subject`: `add the project`.
    func transaction<Value: Sendable>(
        _ verb: String, _ body: @escaping @Sendable (PostgresConnection) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(
                    with: Result {
                        do {
                            return try self.commit(self.open(), body)
                        } catch let refusal as PostgresRefusal {
                            throw refusal.storeError(verb)
                        }
                    })
            }
        }
    }

    func close() async {
        await withCheckedContinuation { continuation in
            queue.async {
                self.connection = nil
                continuation.resume()
            }
        }
    }

    private func commit<Value>(_ connection: PostgresConnection, _ body: (PostgresConnection) throws -> Value) throws -> Value {
        do {
            try connection.script("BEGIN; SET LOCAL statement_timeout = '30s'")
            let value = try body(connection)
            try connection.script("COMMIT")
            return value
        } catch {
            if connection.isInTransaction { try? connection.script("ROLLBACK") }
            if connection.isInTransaction { self.connection = nil }
            throw error
        }
    }

    private func open() throws -> PostgresConnection {
        if let connection, connection.isAlive { return connection }
        let made = try PostgresConnection(address)
        connection = made
        return made
    }
}
