import JobKit

/// An answer of the server or libpq other than a result. Stays inside this target; callers get the `JobStoreError` made from it.
struct PostgresFailure: Error, Hashable {
    enum Kind: Hashable {
        /// An error of the server, with its SQLSTATE.
        case server(state: String)
        /// No connection could be made; libpq has no SQLSTATE for that.
        case cannotConnect
        /// The connection broke.
        case lost
        /// No answer came within the time limit.
        case timedOut
        /// More bytes than one message may have; nothing was sent.
        case tooLarge
        /// An answer of libpq or the server that JobKit does not know.
        case unexpected
    }

    let kind: Kind
    /// The primary message; never the detail, which may hold values.
    let message: String
    /// Whether the server closes the connection after it.
    var isFatal = false
    /// Whether another transaction has inserted a job with the same id, and has not ended.
    var isOfTakenID = false
    /// The server's internal function that raised the error, if the server named it; the same in every language.
    var routine: String?

    var state: String? {
        if case .server(let state) = kind { state } else { nil }
    }

    /// Whether the transaction can be run again: it conflicted with another one, and was rolled back completely.
    var isRetriable: Bool { state == "40001" || state == "40P01" }

    /// Whether the connection is no longer usable, or another one may do better: the server is no longer the primary, or does not know the
    /// connection's prepared statements.
    var endsConnection: Bool {
        switch kind {
        case .server(let state): isFatal || isStalePlan || state.hasPrefix("08") || ["25006", "26000", "42P05"].contains(state)
        case .tooLarge: false
        case .cannotConnect, .lost, .timedOut, .unexpected: true
        }
    }

    /// A prepared statement whose columns have changed since, as after a migration by another process.
    var isStalePlan: Bool { state == "0A000" && routine == "RevalidateCachedQuery" }

    static let tooLarge = PostgresFailure(kind: .tooLarge, message: "the values are more than a gigabyte")
    static let lost = PostgresFailure(kind: .lost, message: "the connection was lost")

    static func timedOut(_ limit: Duration) -> PostgresFailure {
        PostgresFailure(kind: .timedOut, message: "the server did not answer within \(limit)")
    }
}
