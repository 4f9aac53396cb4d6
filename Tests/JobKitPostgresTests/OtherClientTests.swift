import Foundation
import JobKit
import JobKitProcesses
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

/// `jobkit.enqueue(…)` inside the transactions of clients without JobKit.
@Suite("Other clients")
struct OtherClientTests {
    @Test("What psql enqueues comes with its transaction's row, or not at all")
    func psql() async throws {
        try await check { workspace, ends in
            let programs = try #require(ProcessInfo.processInfo.environment["JOBKIT_POSTGRES_BIN"])
            let sql = workspace.settings.rendered(
                """
                BEGIN;
                INSERT INTO {jobkit}.orders VALUES (1);
                SELECT {jobkit}.enqueue('send-receipt', '{"order": 1}', queue => 'queue.a', delay => '0 s', tags => '{order:1}');
                \(ends);
                """)
            try ChildProcess.run("\(programs)/psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", workspace.connection, "-c", sql])
        }
    }

    @Test("What psycopg enqueues comes with its transaction's row, or not at all")
    func psycopg() async throws {
        // The system's own is tried first: a package installs the module there.
        let python = ["/usr/bin/python3", "python3"].first { (try? ChildProcess.run("/usr/bin/env", [$0, "-c", "import psycopg"])) != nil }
        let interpreter = try #require(python, "psycopg is missing: run `Scripts/prepare test`.")
        try await check { workspace, ends in
            let program = """
                import sys, uuid, psycopg
                from psycopg.types.json import Jsonb
                connection, schema, ends = sys.argv[1:]
                with psycopg.connect(connection) as db:
                    db.execute(f'INSERT INTO {schema}.orders VALUES (%s)', (1,))
                    id = db.execute(
                        f'SELECT {schema}.enqueue(%s, %s, queue => %s, tags => %s)',
                        ('send-receipt', Jsonb({'order': 1}), 'queue.a', ['order:1'])).fetchone()[0]
                    assert isinstance(id, uuid.UUID), id
                    db.commit() if ends == 'COMMIT' else db.rollback()
                """
            try ChildProcess.run(
                "/usr/bin/env", [interpreter, "-c", program, workspace.connection, workspace.settings.rendered("{jobkit}"), ends])
        }
    }

    private func check(_ enqueue: (_ workspace: Workspace, _ ends: String) throws -> Void) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        try await workspace.script("CREATE TABLE {jobkit}.orders (number int)")
        try enqueue(workspace, "ROLLBACK")
        #expect(try await store.counts().isEmpty)
        #expect(try await workspace.integer("SELECT count(*) FROM {jobkit}.orders") == 0)
        try enqueue(workspace, "COMMIT")
        #expect(try await workspace.integer("SELECT count(*) FROM {jobkit}.orders") == 1)
        let job = try #require(try await store.jobs(matching: JobQuery(tags: ["order:1"]), page: PageRequest()).jobs.first)
        #expect(job.kind == "send-receipt" && job.queue == "queue.a" && job.state == .pending)
        let payload = try #require(try JSONSerialization.jsonObject(with: job.payload) as? [String: Int])
        #expect(payload == ["order": 1])
        await store.close()
        try await workspace.remove()
    }
}
