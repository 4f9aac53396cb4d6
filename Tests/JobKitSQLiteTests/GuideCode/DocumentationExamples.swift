import GRDB
import JobKit
import JobKitSQLite

/// What the documentation comments of the store show. It is compiled, and never called.
private enum DocumentationExamples {
    struct Order: Sendable {
        var id = 1
        func insert(_ db: Database) throws {}
    }

    enum Ledger { static func post(_ payment: CapturePayment, _ db: Database) throws {} }
    enum Invoice { static func create(for order: Order, _ db: Database) throws -> Int { order.id } }
    struct SendReceipt: Job { static let kind = "send-receipt"; var order: Int }
    struct CapturePayment: Job { static let kind = "capture-payment"; var cents: Int }

    static func store() async throws {
        let store = SQLiteJobStore(path: "data/jobs.db")
        try await store.prepare()
        let queue = JobQueue(store: store)
        _ = queue
    }

    static func enqueue(_ queue: JobQueue, _ store: SQLiteJobStore, _ database: DatabasePool, _ order: Order) throws {
        let draft = try queue.draft(SendReceipt(order: order.id))
        try database.write { db in  // GRDB's, for example
            try order.insert(db)
            if let connection = db.sqliteConnection { try store.enqueue([draft], in: connection) }
        }
        let handle = queue.handle(for: draft.id, as: SendReceipt.self)
        _ = handle
    }

    static func complete(_ handlers: inout JobHandlers, _ store: SQLiteJobStore, _ database: DatabasePool) {
        handlers.add(CapturePayment.self) { payment, context in
            try await database.write { db in  // GRDB's, for example
                try Ledger.post(payment, db)
                if let connection = db.sqliteConnection { try store.complete(context, in: connection) }
            }
        }
    }

    static func step(_ context: JobContext, _ store: SQLiteJobStore, _ database: DatabasePool, _ order: Order) async throws -> Int {
        let invoice = try await database.write { db in
            guard let connection = db.sqliteConnection else { throw DatabaseError() }
            return try store.step("invoice", of: context, in: connection) { try Invoice.create(for: order, db) }
        }
        return invoice
    }
}
