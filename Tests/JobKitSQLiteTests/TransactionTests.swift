import CSQLite
import Foundation
import GRDB
import JobKit
import Testing

@testable import JobKitSQLite

@Suite("Enqueue inside the caller's own transaction")
struct TransactionTests {
    private struct Refused: Error {}

    private func pool(_ workspace: Workspace) throws -> DatabasePool {
        let pool = try DatabasePool(path: workspace.path)
        try pool.write { try $0.execute(sql: "CREATE TABLE orders (id INTEGER PRIMARY KEY, item TEXT NOT NULL)") }
        return pool
    }

    @Test func `GRDB's commit takes the job along with the row`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let pool = try pool(workspace)
        let draft = draft(tags: ["order:1"])
        let results = try await pool.write { db in
            try db.execute(sql: "INSERT INTO orders VALUES (1, 'tea')")
            return try store.enqueue([draft], in: try #require(db.sqliteConnection))
        }
        #expect(results == [.enqueued(draft.id)])
        #expect(try await store.claim(request()).jobs.map(\.id) == [draft.id])
        #expect(try await store.jobs(matching: JobQuery(tags: ["order:1"]), page: PageRequest()).jobs.count == 1)
    }

    @Test func `GRDB's rollback leaves neither`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let pool = try pool(workspace)
        let draft = draft("never seen before", queue: "nor this")
        await #expect(throws: Refused.self) {
            try await pool.write { db in
                try db.execute(sql: "INSERT INTO orders VALUES (1, 'tea')")
                try store.enqueue([draft], in: try #require(db.sqliteConnection))
                throw Refused()
            }
        }
        #expect(try await store.job(draft.id) == nil)
        #expect(try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM orders") } == 0)
        // The lane that was rolled back with it is made again.
        _ = try await store.enqueue([draft])
        #expect(try await store.claim(request([draft.kind], queues: [draft.queue])).jobs.map(\.id) == [draft.id])
    }

    @Test(arguments: [Duration.seconds(3_600), .seconds(-3_600)])
    func `It goes by the time that another process has followed`(step: Duration) async throws {
        let workspace = try Workspace()
        let producer = try await workspace.prepared()
        let worker = try await workspace.prepared()
        let pool = try pool(workspace)
        workspace.clock.step(by: step)
        #expect(try await worker.claim(request()).jobs.isEmpty)
        let delayed = draft(due: .after(.seconds(30)))
        _ = try await pool.write { db in try producer.enqueue([delayed], in: try #require(db.sqliteConnection)) }
        #expect(try await worker.job(delayed.id)?.dueAt == workspace.clock.now.advanced(by: .seconds(30)))
    }

    @Test func `The commit wakes subscribers`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let pool = try pool(workspace)
        let signals = store.signals()
        _ = try await pool.write { db in try store.enqueue([draft()], in: try #require(db.sqliteConnection)) }
        var claimed = 0
        for await _ in signals {
            claimed = try await store.claim(request()).jobs.count
            if claimed > 0 { break }
        }
        #expect(claimed == 1)
    }

    @Test func `An id that the store has is a duplicate, and the transaction goes on`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let pool = try pool(workspace)
        let known = draft()
        let new = draft()
        _ = try await store.enqueue([known])
        let results = try await pool.write { db in try store.enqueue([known, new], in: try #require(db.sqliteConnection)) }
        #expect(results == [.duplicate(of: known.id, kind: known.kind), .enqueued(new.id)])
    }

    @Test func `Where one draft cannot be stored none is, and what the caller wrote before stays`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let pool = try pool(workspace)
        let good = draft()
        let bad = draft(tags: ["refused"])
        try await pool.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER no_tag BEFORE INSERT ON jobkit_tag WHEN NEW.tag = 'refused' BEGIN SELECT raise(ABORT, 'refused'); END
                    """)
            try db.execute(sql: "INSERT INTO orders VALUES (1, 'tea')")
            let connection = try #require(db.sqliteConnection)
            let error = #expect(throws: JobStoreError.self) { try store.enqueue([good, bad], in: connection) }
            #expect(error?.cause.contains("refused") == true)
        }
        #expect(try await store.counts().isEmpty)
        #expect(try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM orders") } == 1)
    }

    @Test func `Without a transaction it is refused`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let pool = try pool(workspace)
        try await pool.writeWithoutTransaction { db in
            let connection = try #require(db.sqliteConnection)
            let error = #expect(throws: JobStoreError.self) { try store.enqueue([draft()], in: connection) }
            #expect(
                error?.description
                    == """
                    Could not enqueue into \(workspace.path): the connection has no transaction open. Call this between BEGIN IMMEDIATE and COMMIT.
                    """)
        }
    }

    @Test func `A connection that may only read is refused, without a word on the file's permissions`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let pool = try pool(workspace)
        let queue = try DatabaseQueue(path: workspace.path)
        for reader in [pool, queue] as [any DatabaseReader] {
            try await reader.read { db in
                let connection = try #require(db.sqliteConnection)
                let error = #expect(throws: JobStoreError.self) { try store.enqueue([draft()], in: connection) }
                #expect(error?.code == .invalid)
                #expect(error?.cause == "the connection may only read")
                #expect(error?.remedy == "Give a connection that may write, with GRDB that of `write` and not of `read`.")
            }
        }
    }

    @Test func `A connection to another file is refused`() async throws {
        let workspace = try Workspace()
        let other = try Workspace()
        let store = try await workspace.prepared()
        let pool = try pool(other)
        try await pool.write { db in
            let connection = try #require(db.sqliteConnection)
            let error = #expect(throws: JobStoreError.self) { try store.enqueue([draft()], in: connection) }
            #expect(error?.code == .invalid)
            #expect(error?.cause == "the connection is to \(other.path)")
        }
    }

    @Test func `Before the tables are there it is refused`() async throws {
        let workspace = try Workspace()
        let store = workspace.store()
        let pool = try pool(workspace)
        try await pool.write { db in
            let connection = try #require(db.sqliteConnection)
            let error = #expect(throws: JobStoreError.self) { try store.enqueue([draft()], in: connection) }
            #expect(error?.code == .unusable)
            #expect(error?.remedy == "Have a store that may migrate call prepare() first.")
        }
    }
}
