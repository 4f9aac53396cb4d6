import JobKit
import JobKitPostgres

/// What the documentation comments of the store show. It is compiled, and never called.
private enum DocumentationExamples {
    struct Order: Sendable {
        var id = 1
        func insert(_ connection: OpaquePointer) throws {}
    }

    struct Ledger: Sendable {
        func transaction<Value>(_ body: (OpaquePointer) throws -> Value) throws -> Value { throw CancellationError() }
        func post(_ payment: CapturePayment, _ connection: OpaquePointer) throws {}
    }

    enum Invoice { static func create(for order: Order, _ connection: OpaquePointer) throws -> Int { order.id } }
    struct Driver { func query(_ sql: String, _ parameters: [String?]) async throws {} }
    struct SendReceipt: Job { static let kind = "send-receipt"; var order: Int }
    struct CapturePayment: Job { static let kind = "capture-payment"; var cents: Int }

    static func store() throws {
        let store = try PostgresJobStore(connection: "postgres://app@db.internal/app")
        let queue = JobQueue(store: store)
        _ = queue
    }

    static func enqueue(_ queue: JobQueue, _ store: PostgresJobStore, _ service: Ledger, _ order: Order) throws {
        let draft = try queue.draft(SendReceipt(order: order.id))
        try service.transaction { connection in  // BEGIN, COMMIT, and ROLLBACK when something throws
            try order.insert(connection)
            try store.enqueue([draft], in: connection)
        }
        let handle = queue.handle(for: draft.id, as: SendReceipt.self)
        _ = handle
    }

    static func complete(_ handlers: inout JobHandlers, _ store: PostgresJobStore, _ ledger: Ledger) {
        handlers.add(CapturePayment.self) { payment, context in
            try ledger.transaction { connection in  // BEGIN, COMMIT, and ROLLBACK when something throws
                try ledger.post(payment, connection)
                try store.complete(context, in: connection)
            }
        }
    }

    static func step(_ context: JobContext, _ store: PostgresJobStore, _ ledger: Ledger, _ order: Order) throws -> Int {
        let invoice = try ledger.transaction { connection in
            try store.step("invoice", of: context, in: connection) { try Invoice.create(for: order, connection) }
        }
        return invoice
    }

    static func statement(_ queue: JobQueue, _ connection: Driver) async throws {
        let statement = try EnqueueStatement(try queue.draft(SendReceipt(order: 42)))
        try await connection.query(statement.sql, statement.parameters)
    }

    static func grant() throws {
        print(try PostgresMigrations.grant(.enqueuer, to: "shop"))
    }
}
