import Foundation
import JobKit
import JobKitTesting
import Testing

@testable import JobKitPostgres

/// What the guide to transactions on PostgreSQL shows. The schema that the guide calls `jobkit` is the test's own, and holds the shop's tables, too.
@Suite("The guide to transactions on PostgreSQL")
struct ShopTests {
    private struct Bench {
        let workspace: Workspace
        let store: PostgresJobStore
        let queue: JobQueue

        var connect: @Sendable () throws -> ShopConnection {
            let (string, schema) = (workspace.connection, workspace.settings.rendered("{jobkit}"))
            return {
                let connection = try ShopConnection(string)
                try connection.run("SET search_path TO \(schema)")
                return connection
            }
        }
    }

    private func withBench(_ body: (Bench) async throws -> Void) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        try await workspace.script(
            """
            CREATE TABLE {jobkit}.purchase (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, item text NOT NULL);
            CREATE TABLE {jobkit}.payment (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, purchase int NOT NULL, cents int NOT NULL);
            """)
        try await body(Bench(workspace: workspace, store: store, queue: JobQueue(store: store)))
        await store.close()
        try await workspace.remove()
    }

    @Test("The order and its job commit together, or neither is there")
    func commits() async throws {
        try await withBench { bench in
            let shop = try bench.connect()
            let order = try placeOrder("tea", cents: 450, on: shop, store: bench.store, queue: bench.queue)
            let payment = try await bench.queue.requireEnqueued(CapturePayment.self)
            #expect(payment.job.order == order)
            #expect(throws: ShopConnection.Refused.self) {
                try shop.transaction {
                    _ = try bench.store.enqueue([try bench.queue.draft(CapturePayment(order: 0, cents: 1))], in: shop.handle)
                    try shop.run("SELECT 1/0")
                }
            }
            #expect(try await bench.queue.enqueued(CapturePayment.self).count == 1)
        }
    }

    @Test("Payment, end of the job and receipt commit together")
    func completes() async throws {
        try await withBench { bench in
            let shop = try bench.connect()
            let order = try placeOrder("tea", cents: 450, on: shop, store: bench.store, queue: bench.queue)
            let id = try await bench.queue.requireEnqueued(CapturePayment.self).id
            try await bench.queue.drain(makeHandlers(store: bench.store, connect: bench.connect))
            let payment = try await bench.queue.handle(for: id, as: CapturePayment.self).output
            #expect(try shop.run("SELECT purchase FROM payment WHERE id = \(payment)") == "\(order)")
            #expect(try await bench.queue.requireEnqueued(SendReceipt.self, in: "mail").job.order == order)
        }
    }

    @Test("A draft as a statement, for a driver of the service's own")
    func statement() async throws {
        try await withBench { bench in
            let (queue, shop, schema) = (bench.queue, try bench.connect(), bench.workspace.schema)
            try shop.transaction {
                let draft = try queue.draft(SendReceipt(order: 42))
                let statement = try EnqueueStatement(draft, schema: schema)
                let id = try shop.run(statement.sql, statement.parameters)
                #expect(id == "\(draft.id)")
            }
            #expect(try await bench.queue.requireEnqueued(SendReceipt.self, in: "mail").maxAttempts == 5)
        }
    }

    @Test("SQL enqueues in any client's transaction, and says what the type's options are where no worker has said so")
    func sql() async throws {
        try await withBench { bench in
            let shop = try bench.connect()
            let statements = """
                BEGIN;
                INSERT INTO purchase (item) VALUES ('tea');
                SELECT jobkit.enqueue('send-receipt', '{"order": 42}', queue => 'mail', delay => '5 minutes', tags => '{order:42}');
                COMMIT;
                """
            for sql in statements.replacing("jobkit.", with: bench.workspace.settings.rendered("{jobkit}.")).split(separator: "\n") {
                try shop.run(String(sql))
            }
            let receipt = try await bench.queue.requireEnqueued(SendReceipt.self, in: "mail", tagged: ["order:42"])
            // Two looks at the server's clock lie between the two times.
            #expect(receipt.job.order == 42 && receipt.delay > .seconds(299) && receipt.maxAttempts == 10)

            let looking = """
                SELECT id, kind, state, attempt, error FROM jobkit.jobs WHERE queue = 'mail' ORDER BY created_at DESC LIMIT 20;
                """
            let sql = looking.replacing("jobkit.jobs", with: bench.workspace.settings.rendered("{jobkit}.jobs"))
            #expect(try shop.run(sql) == "\(receipt.id)")
        }
    }
}
