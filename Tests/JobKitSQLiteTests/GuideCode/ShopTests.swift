import GRDB
import JobKit
import JobKitSQLite
import JobKitTesting
import Testing

func openShop(_ path: String) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { db in
        // Before 3.51.3, SQLite can lose commits when a second connection checkpoints. JobKit's store checkpoints for all.
        try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
    }
    return try DatabasePool(path: path, configuration: configuration)
}

struct SendReceipt: Job {
    static let kind = "send-receipt"
    var order: Int64
}

struct CapturePayment: Job {
    static let kind = "capture-payment"
    typealias Output = Int64
    var order: Int64
    var cents: Int
}

struct Shop: Sendable {
    struct NoConnection: Error {}

    let database: DatabasePool
    let store: SQLiteJobStore
    let queue: JobQueue

    func place(_ item: String, cents: Int) async throws -> Int64 {
        try await database.write { db in
            try db.execute(sql: "INSERT INTO purchase (item, cents) VALUES (?, ?)", arguments: [item, cents])
            let order = db.lastInsertedRowID
            let draft = try queue.draft(CapturePayment(order: order, cents: cents))
            try store.enqueue([draft], in: handle(of: db))
            return order
        }
    }

    func handle(of db: Database) throws -> OpaquePointer {
        guard let connection = db.sqliteConnection else { throw NoConnection() }
        return connection
    }
}

extension Shop {
    func makeHandlers() -> JobHandlers {
        var handlers = JobHandlers()
        handlers.add(CapturePayment.self) { job, context in
            try context.enqueue(SendReceipt(order: job.order))
            return try await database.write { db in
                try db.execute(sql: "INSERT INTO payment (purchase, cents) VALUES (?, ?)", arguments: [job.order, job.cents])
                let payment = db.lastInsertedRowID
                try store.complete(context, output: payment, in: handle(of: db))
                return payment
            }
        }
        return handlers
    }
}

extension Shop {
    func makeInvoice(_ job: CapturePayment, _ context: JobContext) async throws -> Int64 {
        let invoice = try await database.write { db in
            try store.step("invoice", of: context, in: handle(of: db)) {
                try db.execute(sql: "INSERT INTO invoice (purchase) VALUES (?)", arguments: [job.order])
                return db.lastInsertedRowID
            }
        }
        try await context.progress(stage: "invoiced", fraction: 0.5)
        return invoice
    }
}

/// What the guide to transactions with GRDB shows.
@Suite("The guide to transactions with GRDB")
struct ShopTests {
    private struct Cancelled: Error {}

    private func withShop(_ body: (Shop) async throws -> Void) async throws {
        let workspace = try Workspace()
        let path = workspace.path
        let store = SQLiteJobStore(path: path)
        try await store.prepare()
        let database = try openShop(path)
        try await database.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE purchase (id INTEGER PRIMARY KEY, item TEXT NOT NULL, cents INTEGER NOT NULL);
                    CREATE TABLE payment (id INTEGER PRIMARY KEY, purchase INTEGER NOT NULL, cents INTEGER NOT NULL);
                    CREATE TABLE invoice (id INTEGER PRIMARY KEY, purchase INTEGER NOT NULL);
                    """)
        }
        try await body(Shop(database: database, store: store, queue: JobQueue(store: store)))
        try database.close()
        await store.close()
    }

    private func count(_ table: String, _ shop: Shop) async throws -> Int {
        try await shop.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? 0 }
    }

    @Test("The order and its job commit together")
    func commits() async throws {
        try await withShop { shop in
            let order = try await shop.place("tea", cents: 450)
            let payment = try await shop.queue.requireEnqueued(CapturePayment.self)
            #expect(payment.job.order == order && payment.job.cents == 450)
            #expect(try await shop.database.read { try Int.fetchOne($0, sql: "PRAGMA wal_autocheckpoint") } == 0)
        }
    }

    @Test("What is rolled back was never enqueued")
    func rollsBack() async throws {
        try await withShop { shop in
            await #expect(throws: Cancelled.self) {
                try await shop.database.write { db in
                    let draft = try shop.queue.draft(CapturePayment(order: 1, cents: 450))
                    try shop.store.enqueue([draft], in: shop.handle(of: db))
                    throw Cancelled()
                }
            }
            try await shop.queue.requireNotEnqueued(CapturePayment.self)
        }
    }

    @Test("Payment, end of the job and receipt commit together, and what the handler throws afterwards changes nothing")
    func completes() async throws {
        try await withShop { shop in
            let order = try await shop.place("tea", cents: 450)
            let job = try await shop.queue.requireEnqueued(CapturePayment.self)
            let report = try await shop.queue.drain(shop.makeHandlers())
            #expect(report.untouched.map(\.kind) == ["send-receipt"])
            #expect(try await shop.queue.handle(for: job.id, as: CapturePayment.self).output == 1)
            #expect(try await count("payment", shop) == 1)
            #expect(try await shop.queue.requireEnqueued(SendReceipt.self).job.order == order)
        }
    }

    @Test("A step in a transaction has its rows once, however often the handler starts")
    func steps() async throws {
        try await withShop { shop in
            _ = try await shop.place("tea", cents: 450)
            var handlers = JobHandlers()
            handlers.add(CapturePayment.self) { job, context in
                let invoice = try await shop.makeInvoice(job, context)
                if context.job.attempt < 2 { throw RetryAfter(.zero, "once more") }
                return invoice
            }
            try await shop.queue.drain(handlers)
            #expect(try await count("invoice", shop) == 1)
        }
    }
}
