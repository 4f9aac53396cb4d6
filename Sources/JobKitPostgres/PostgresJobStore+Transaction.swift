import JobKit

extension PostgresJobStore {
    /// Stores jobs inside the caller's own transaction: they exist once it commits, and never if it is rolled back.
    ///
    ///     let draft = try queue.draft(SendReceipt(order: order.id))
    ///     try service.transaction { connection in  // BEGIN, COMMIT, and ROLLBACK when something throws
    ///         try order.insert(connection)
    ///         try store.enqueue([draft], in: connection)
    ///     }
    ///     let handle = queue.handle(for: draft.id, as: SendReceipt.self)
    ///
    /// Blocks the calling thread for as long as the server takes. The server notifies workers when the transaction commits.
    ///
    /// - Parameters:
    ///   - drafts: made by `JobQueue.draft(_:options:)`, or by hand.
    ///   - connection: a `PGconn*` on the store's database, with a transaction open and not in pipeline mode, its client encoding UTF-8.
    /// - Returns: the results, in the order of the drafts.
    /// - Throws: `JobStoreError`: `.invalid` for a connection without a transaction, and for a draft that is refused; then none of the
    ///   drafts is stored, and the transaction can go on.
    @discardableResult
    public func enqueue(_ drafts: [JobDraft], in connection: OpaquePointer) throws -> [EnqueueResult] {
        guard !drafts.isEmpty else { return [] }
        return try CallersTransaction(connection, settings, to: "enqueue into").perform { try $0.enqueue(drafts) }
    }
}

extension CallersTransaction {
    func enqueue(_ drafts: [JobDraft]) throws -> [EnqueueResult] {
        try drafts.map { draft in
            let answer = try rows(EnqueueStatement.template(calling: "enqueue_if_new"), EnqueueStatement.parameters(of: draft))
            guard let row = answer.first, row.count == 2 else { throw inconsistent("an enqueue was not answered") }
            return row[1].map { .duplicate(of: draft.id, kind: $0) } ?? .enqueued(draft.id)
        }
    }
}
