import Foundation
import JobKit

/// A draft as a statement for services that use a PostgreSQL driver of their own: run it in a transaction, and the job exists once that
/// commits, and never if it is rolled back.
///
///     let statement = try EnqueueStatement(try queue.draft(SendReceipt(order: 42)))
///     try await connection.query(statement.sql, statement.parameters)
///
/// Its result is one row with one column: the job's id.
public struct EnqueueStatement: Sendable, Hashable {
    /// With `$1` to `$14`, each cast to its type.
    public let sql: String
    /// In PostgreSQL's text format; `nil` is NULL.
    public let parameters: [String?]

    /// - Parameters:
    ///   - draft: made by `JobQueue.draft(_:options:)`, or by hand; the server checks it once more.
    ///   - schema: as for `PostgresJobStore`.
    /// - Throws: `JobStoreError.invalid` for a name that is not valid for a schema.
    public init(_ draft: JobDraft, schema: String = "jobkit") throws {
        sql = try ConnectionSettings("", schema: schema, options: PostgresJobStoreOptions()).rendered(
            Self.template(calling: "enqueue_bytes"))
        parameters = try Self.parameters(of: draft)
    }

    static func parameters(of draft: JobDraft) throws -> [String?] {
        for (name, value) in [("version", draft.version), ("maxAttempts", draft.maxAttempts)] where Int32(exactly: value) == nil {
            throw JobStoreError(
                .invalid, subject: "enqueue a job of the kind \(draft.kind) in SQL", cause: "its \(name) is \(value)",
                remedy: "Use a number that fits into 32 bits.")
        }
        return [
            draft.kind, draft.payload.asBytea, draft.queue, "\(draft.priority)", draft.due.moment,
            draft.due.delay, draft.deadline?.moment, draft.deadline?.delay, String(draft.maxAttempts),
            draft.timeout.map { Self.interval($0.microseconds) }, TagArray.text(draft.tags),
            draft.headers.isEmpty ? nil : String(decoding: try JSONEncoder().encode(draft.headers), as: UTF8.self),
            String(draft.version), draft.id.description,
        ]
    }

    static func template(calling function: String) -> String {
        """
        SELECT * FROM {jobkit}.\(function)($1::text, $2::bytea, queue => $3::text, priority => $4::text, \
        due => timestamptz 'epoch' + $5::interval, delay => $6::interval, \
        deadline => coalesce(timestamptz 'epoch' + $7::interval, clock_timestamp() + $8::interval, 'infinity'), max_attempts => $9::int, \
        timeout => $10::interval, tags => $11::text[], headers => $12::jsonb, version => $13::int, id => $14::uuid)
        """
    }

    fileprivate static func interval(_ microseconds: Int64) -> String { "\(microseconds) microseconds" }
}

extension JobTime {
    /// A fixed time, as an interval since 1970.
    fileprivate var moment: String? {
        if case .at(let time) = self { EnqueueStatement.interval(time.microseconds) } else { nil }
    }

    fileprivate var delay: String? {
        switch self {
        case .now: EnqueueStatement.interval(0)
        // Some 29,000 years at most: the server adds it to its clock, and does not clamp the sum.
        case .after(let delay): EnqueueStatement.interval(min(max(.zero, delay), .seconds(922_337_203_685)).microseconds)
        case .at: nil
        }
    }
}
