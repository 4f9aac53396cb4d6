import Foundation
import JobKit

extension PostgresJobStore {
    /// Completes the handler's job inside a transaction of the handler's own, on its own connection: the handler's rows and the job's end
    /// commit together, so that an effect in this database happens exactly once.
    ///
    ///     handlers.add(CapturePayment.self) { payment, context in
    ///         try ledger.transaction { connection in  // BEGIN, COMMIT, and ROLLBACK when something throws
    ///             try ledger.post(payment, connection)
    ///             try store.complete(context, in: connection)
    ///         }
    ///     }
    ///
    /// Where the process dies before the commit, or the transaction is rolled back, the job is unchanged and runs again; after the commit
    /// it never does. Call this last in the transaction, and let its error roll the transaction back: an attempt that lost its lease must
    /// not leave its rows. The jobs of `JobContext.enqueue(_:options:)` so far are stored in the same transaction; later ones are refused.
    /// The handler's result or error after the commit changes nothing. End the transaction before the handler ends: while one is left open
    /// no worker can take the job, and where it is rolled back afterwards the job waits for its lease to lapse.
    ///
    /// Blocks the calling thread for as long as the server takes; locks nothing that other jobs of this or any worker need.
    ///
    /// - Parameters:
    ///   - context: the handler's.
    ///   - output: the result for callers that wait for the job; give it for a type with an `Output`, and return the same from the handler.
    ///   - connection: as for `enqueue(_:in:)`, in a transaction with the isolation READ COMMITTED, and with a worker's rights.
    /// - Throws: `JobError.leaseLost` where another worker has taken the job over, or the attempt is settled; `.notPossible` where this
    ///   attempt has completed it already; `JobError` for an output that cannot be stored; `JobStoreError` as `enqueue(_:in:)`, and
    ///   `.invalid` for another isolation.
    public func complete<Output: Encodable>(
        _ context: JobContext, output: Output = NoOutput(), in connection: OpaquePointer
    ) throws {
        let transaction = try CallersTransaction(connection, settings, to: "complete a job in")
        try transaction.checkIsolation()
        try context.beginOwnTransaction()
        try context.complete(output) { change in
            guard case .finish(_, let data) = change.effect else { throw inconsistent("a completion finishes nothing") }
            try transaction.perform { transaction in
                guard try transaction.write(SQL.completeHeld, under: context, [data?.asBytea]) else { throw context.refusal() }
                _ = try transaction.enqueue(change.then)
            }
        }
    }

    /// Runs `body` once in the job's life, its rows and its stored result committed together: the sibling of `JobContext.step(_:_:)` for a
    /// transaction of the handler's own.
    ///
    ///     let invoice = try ledger.transaction { connection in
    ///         try store.step("invoice", of: context, in: connection) { try Invoice.create(for: order, connection) }
    ///     }
    ///
    /// Where an earlier attempt has committed the step, its result is returned and `body` does not run. The step has happened when the
    /// transaction commits.
    ///
    /// - Parameters:
    ///   - name: identifies the step within the job.
    ///   - context: the handler's.
    ///   - connection: as for `complete(_:output:in:)`.
    ///   - body: writes the rows on that connection.
    /// - Throws: what `body` throws, and as `complete(_:output:in:)` and `JobContext.step(_:_:)`.
    public func step<Result: Codable>(
        _ name: String, of context: JobContext, in connection: OpaquePointer, _ body: () throws -> Result
    ) throws -> Result {
        try context.check(step: name)
        let transaction = try CallersTransaction(connection, settings, to: "write a step of a job in")
        try transaction.checkIsolation()
        try context.beginOwnTransaction()
        var sizes: [String: Int] = [:]
        for row in try transaction.perform({ try $0.rows(SQL.stepsAndOne, [context.id.description, name.withoutNUL]) }) {
            if let result = row[2].flatMap({ Data(base64Encoded: $0, options: .ignoreUnknownCharacters) }) {
                return try context.stepResult(Result.self, of: name, from: result)
            }
            if let step = row[0], let size = row[1].flatMap({ Int($0) }) { sizes[step] = size }
        }
        try context.check(room: name, in: sizes)
        let (_, stored) = try context.saving(try body(), as: name)
        try context.check(room: name, in: sizes, bytes: stored.count)
        let value = try context.stepResult(Result.self, of: name, from: stored)
        context.noteStepElsewhere(name)
        try transaction.perform { transaction in
            let isHeld = try transaction.write(SQL.saveHeldStep, under: context, [name.withoutNUL, stored.asBytea])
            guard isHeld else { throw context.refusal() }
        }
        return value
    }
}

extension CallersTransaction {
    /// Throws unless each statement sees what was committed before it.
    fileprivate func checkIsolation() throws {
        let isolation = try perform { try $0.value(SQL.isolation) }
        guard isolation == "read committed" else {
            throw JobStoreError(
                .invalid, subject: subject,
                cause: "its isolation is \(isolation ?? "unknown"): it might not see that the lease was lost since it began",
                remedy: "Begin the transaction with ISOLATION LEVEL READ COMMITTED.")
        }
    }

    /// Whether the context's lease is open, so that the statement has written; then it stays open until this transaction ends.
    fileprivate func write(_ sql: String, under context: JobContext, _ values: [String?]) throws -> Bool {
        let (id, lease) = (context.id.description, context.job.lease)
        _ = try rows(SQL.lockEnd, [id])
        return try value(sql, [lease.token.hexadecimalText, String(lease.place), id] + values) != nil
    }
}
