import JobKit

extension PostgresJobStore {
    /// Stores jobs inside the caller's own transaction: they are there when it commits, and never were when it rolls back.
    ///
    /// Blocks the calling thread for as long as the server takes. Workers are told by the server when the transaction commits.
    ///
    /// - Parameters:
    ///   - drafts: made by `JobQueue.draft(_:options:)`, or by hand.
    ///   - connection: a `PGconn*` on the store's database, with a transaction open and not in pipeline mode, its client encoding UTF-8.
    /// - Returns: in the order of the drafts.
    /// - Throws: `JobStoreError`: `.invalid` for a connection without a transaction, and for a draft that is refused; then none of the drafts is stored,
    ///   and the transaction can go on.
    @discardableResult
    public func enqueue(_ drafts: [JobDraft], in connection: OpaquePointer) throws -> [EnqueueResult] {
        guard !drafts.isEmpty else { return [] }
        return try CallersTransaction(connection, settings, to: "enqueue into").perform { try $0.enqueue(drafts, settings) }
    }
}

extension CallersTransaction {
    func enqueue(_ drafts: [JobDraft], _ settings: ConnectionSettings) throws -> [EnqueueResult] {
        let statements = try drafts.map { try EnqueueStatement($0, schema: settings.schema) }
        let ids = "{\(drafts.map(\.id.description).joined(separator: ","))}"
        var kinds: [JobID: String] = [:]
        for row in try rows(SQL.kindsByID, [ids]) {
            if let id = row[0].flatMap({ JobID($0) }) { kinds[id] = row[1] }
        }
        return try zip(drafts, statements).map { draft, statement in
            if let kind = kinds[draft.id] { return .duplicate(of: draft.id, kind: kind) }
            _ = try rows(statement.sql, statement.parameters)
            kinds[draft.id] = draft.kind
            // Another transaction may have stored it since the look.
            return try value(SQL.isNew) == "true" ? .enqueued(draft.id) : .duplicate(of: draft.id, kind: draft.kind)
        }
    }
}
