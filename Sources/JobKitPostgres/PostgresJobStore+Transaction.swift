import JobKit

extension PostgresJobStore {
    /// Stores jobs inside the caller's own transaction: they are there when it commits, and never were when it rolls back.
    ///
    /// Blocks the calling thread for as long as the server takes. Workers are told by the server when the transaction commits.
    ///
    /// - Parameters:
    ///   - drafts: made by `JobQueue.draft(_:options:)`, or by hand.
    ///   - connection: a `PGconn*` on the store's database, with a transaction open and not in pipeline mode, its client encoding UTF-8.
    /// - Returns: the ids, in the order of the drafts; one that the store had already names the job that is there.
    /// - Throws: `JobStoreError`: `.invalid` for a connection without a transaction, and for a draft that is refused; then none of the drafts is stored,
    ///   and the transaction can go on.
    @discardableResult
    public func enqueue(_ drafts: [JobDraft], in connection: OpaquePointer) throws -> [JobID] {
        let statements = try drafts.map { draft in
            let statement = try EnqueueStatement(draft, schema: settings.schema)
            return (statement.sql, statement.parameters)
        }
        return try CallersTransaction(connection: connection, name: settings.name).enqueue(statements)
    }
}
