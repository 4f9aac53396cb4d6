import CLibPQ
import JobKit

/// A transaction on one of the store's own connections, for tables that a program keeps beside its jobs.
package struct PostgresTransaction {
    /// An error of the server.
    package struct Refusal: Error, Hashable {
        /// Five characters, as in PostgreSQL's table of error codes.
        package let state: String
        fileprivate let failure: PostgresFailure
    }

    fileprivate let connection: CallersTransaction

    /// Runs one statement. The values are passed as text, and the SQL casts them to their types; a NUL in one, which PostgreSQL's text
    /// cannot hold, becomes U+FFFD.
    ///
    /// - Returns: the rows, each by the names of its columns in text format; NULLs are left out.
    @discardableResult
    package func run(_ sql: String, _ values: [String?] = []) throws -> [[String: String]] {
        try refusing { try connection.named(sql, values.map { $0?.replacing("\0", with: "\u{FFFD}") }) }
    }

    /// See `PostgresJobStore.enqueue(_:in:)`.
    @discardableResult
    package func enqueue(_ drafts: [JobDraft]) throws -> [EnqueueResult] {
        try refusing { try connection.keepingAll { try $0.enqueue(drafts) } }
    }

    private func refusing<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let failure as PostgresFailure {
            guard let state = failure.state else { throw failure }
            throw Refusal(state: state, failure: failure)
        }
    }
}

extension PostgresJobStore {
    /// The result of `body`, run in a transaction that is then committed, or rolled back when it throws. A body that conflicts with another
    /// transaction is run again.
    ///
    /// - Parameters:
    ///   - verb: for errors, as it precedes the name of the database: `add the project to`.
    ///   - remedy: the remedy for an SQLSTATE, as a sentence; nil for the store's own words.
    package func transaction<Value: Sendable>(
        _ verb: String, remedy: @escaping @Sendable (_ state: String) -> String?,
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Value
    ) async throws -> Value {
        do {
            return try await perform(verb) { session in
                _ = try session.run(session.beginning)
                do {
                    let connection = CallersTransaction(own: try session.own(), to: verb)
                    let value = try body(PostgresTransaction(connection: connection))
                    // COMMIT of such a transaction is answered without an error, and rolls it back.
                    guard !connection.hasFailed else { throw inconsistent("a transaction was to be committed behind a failure") }
                    _ = try session.run([Command(SQL.commit)])
                    return value
                } catch let refusal as PostgresTransaction.Refusal {
                    if refusal.failure.endsConnection { session.close() }
                    throw refusal.failure.isRetriable ? refusal.failure as any Error : refusal
                } catch let failure as PostgresFailure {
                    if failure.endsConnection { session.close() }
                    throw failure
                }
            }
        } catch let refusal as PostgresTransaction.Refusal {
            let known = refusal.failure.storeError("\(verb) \(settings.name)")
            throw JobStoreError(known.code, subject: known.subject, cause: known.cause, remedy: remedy(refusal.state) ?? known.remedy)
        }
    }
}
