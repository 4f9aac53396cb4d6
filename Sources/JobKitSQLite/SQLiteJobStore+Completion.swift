import Foundation
import JobKit

extension SQLiteJobStore {
    /// Completes the handler's job inside a transaction of the handler's own, on its own connection: the handler's rows and the job's end
    /// commit together, so that an effect in this database happens exactly once.
    ///
    ///     handlers.add(CapturePayment.self) { payment, context in
    ///         try await database.write { db in  // GRDB's, for example
    ///             try Ledger.post(payment, db)
    ///             if let connection = db.sqliteConnection { try store.complete(context, in: connection) }
    ///         }
    ///     }
    ///
    /// Where the process dies before the commit, or the transaction is rolled back, the job is unchanged and runs again; after the commit
    /// it never does. Call this last in the transaction, and let its error roll the transaction back: an attempt that lost its lease must
    /// not leave its rows. The jobs of `JobContext.enqueue(_:options:)` so far are stored in the same transaction; later ones are refused.
    /// The handler's result or error after the commit changes nothing. The rules of `enqueue(_:in:)` about connections apply here.
    ///
    /// - Parameters:
    ///   - context: the handler's.
    ///   - output: the result for callers that wait for the job; give it for a type with an `Output`, and return the same from the handler.
    ///   - connection: a `sqlite3*` on the store's file, with a transaction open.
    /// - Throws: `JobError.leaseLost` where another worker has taken the job over, or the attempt is settled; `.notPossible` where this
    ///   attempt has completed it already; `JobError` for an output that cannot be stored; `JobStoreError` as `enqueue(_:in:)`.
    public func complete<Output: Encodable>(
        _ context: JobContext, output: Output = NoOutput(), in connection: OpaquePointer
    ) throws {
        try context.complete(output) { try apply($0, of: context, in: connection, to: "complete a job in") }
    }

    /// Runs `body` once in the job's life, its rows and its stored result committed together: the sibling of `JobContext.step(_:_:)` for a
    /// transaction of the handler's own.
    ///
    ///     let invoice = try await database.write { db in
    ///         guard let connection = db.sqliteConnection else { throw DatabaseError() }
    ///         return try store.step("invoice", of: context, in: connection) { try Invoice.create(for: order, db) }
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
        let transaction = try CallersTransaction(connection, of: database, to: "read a step of a job in")
        let steps = try transaction.perform { try $0.stepResults(of: context.id) }
        if let stored = steps[name] { return try context.stepResult(Result.self, of: name, from: stored) }
        let sizes = steps.mapValues(\.count)
        try context.check(room: name, in: sizes)
        let (change, stored) = try context.saving(try body(), as: name)
        try context.check(room: name, in: sizes, bytes: stored.count)
        // Before it is stored: a result that cannot be read would fail every later attempt.
        let value = try context.stepResult(Result.self, of: name, from: stored)
        context.noteStepElsewhere(name)
        try apply(change, of: context, in: connection, to: "save a step of a job in")
        return value
    }

    private func apply(_ change: JobChange, of context: JobContext, in connection: OpaquePointer, to purpose: String) throws {
        let result = try CallersTransaction(connection, of: database, to: purpose).perform { try $0.apply([change]) }
        switch result.first {
        case .applied, .cancelRequested: return
        case .superseded, .missing, nil: throw context.refusal()
        }
    }
}
