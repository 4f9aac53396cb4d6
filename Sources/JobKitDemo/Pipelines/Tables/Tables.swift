import JobKit

/// A pipeline's own tables, in the database of the jobs: a row and a job are one transaction.
///
/// The same statements serve both databases. In them `{demo}` stands before the name of a table, `{locked}` behind a SELECT whose rows nobody else may
/// change meanwhile, and values are `$1`, `$2` …, which go in as text and are cast to their types. Times are microseconds since 1970.
protocol Tables: Sendable {
    /// What `body` returns, run in a transaction that is committed then, or rolled back when it throws.
    ///
    /// - Parameter verb: for errors, as in `JobStoreError.subject`: `add the project`.
    /// - Throws: `JobStoreError`, or what `body` throws.
    func transaction<Value: Sendable>(
        _ verb: String, _ body: @escaping @Sendable (any TablesTransaction) throws -> Value
    ) async throws -> Value

    /// The same for a body that only reads, and waits for no writer.
    func read<Value: Sendable>(_ verb: String, _ body: @escaping @Sendable (any TablesTransaction) throws -> Value) async throws -> Value

    /// Makes what is not there yet, also beside others that try the same.
    func prepare(_ schema: TablesSchema) async throws

    /// Whether `prepare` has nothing to make.
    func has(_ schema: TablesSchema) async throws -> Bool

    /// To be called before the store of the jobs is closed.
    func close() async
}

protocol TablesTransaction {
    /// Runs one statement.
    ///
    /// - Returns: the rows, each by the names of its columns; NULLs are left out.
    /// - Throws: `TablesError.taken`, where a row has what must be unique.
    @discardableResult
    func run(_ sql: String, _ values: [String?]) throws -> [TableRow]

    func enqueue(_ drafts: [JobDraft]) throws
}

extension TablesTransaction {
    @discardableResult
    func run(_ sql: String, _ values: String?...) throws -> [TableRow] { try run(sql, values) }
}

struct TablesSchema: Sendable {
    let statements: [String]
    /// The name of the index that the last statement makes.
    let lastIndex: String
}

enum TablesError: Error, Equatable {
    case taken
}

/// One row of an answer.
struct TableRow {
    let values: [String: String]

    func text(_ column: String) throws -> String {
        guard let text = values[column] else { throw unreadable(column) }
        return text
    }

    func optionalText(_ column: String) -> String? { values[column] }

    func integer(_ column: String) throws -> Int64 {
        guard let number = Int64(try text(column)) else { throw unreadable(column) }
        return number
    }

    func optionalInteger(_ column: String) throws -> Int64? { values[column] == nil ? nil : try integer(column) }

    func time(_ column: String) throws -> Timestamp { Timestamp(microseconds: try integer(column)) }

    func optionalTime(_ column: String) throws -> Timestamp? { try optionalInteger(column).map(Timestamp.init(microseconds:)) }

    func unreadable(_ column: String) -> JobStoreError {
        JobStoreError(
            .internalInconsistency, subject: "read the demo's tables", cause: "the value of \(column) in a row is unreadable",
            remedy: "Another program has changed the table: put the row right, or remove it.")
    }
}
