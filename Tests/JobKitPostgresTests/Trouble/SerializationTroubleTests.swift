import CLibPQ
import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

/// Callers whose transactions are stricter than the store's own, and databases that make all transactions strict.
@Suite("Strict isolation", .serialized, .timeLimit(.minutes(3)))
struct SerializationTroubleTests {
    /// A service's connection.
    private final class Client {
        let handle: OpaquePointer

        init(_ connection: String) throws {
            handle = try #require(PQconnectdb(connection))
            try #require(PQstatus(handle) == CONNECTION_OK)
        }

        deinit { PQfinish(handle) }

        /// The SQLSTATE; empty when it worked.
        @discardableResult
        func run(_ sql: String) -> String {
            let result = PQexec(handle, sql)
            defer { PQclear(result) }
            // libpq's PG_DIAG_SQLSTATE.
            return PQresultErrorField(result, 67).map { String(cString: $0) } ?? ""
        }
    }

    @Test("Of two SERIALIZABLE transactions that enqueue and cannot both be, one enqueues and the other never did, while workers work")
    func writeSkew() async throws {
        let workspace = try Workspace()
        try await Flow.run(Flow.Setting(workspace.connection, schema: workspace.schema)) { flow in
            try await workspace.script(
                "CREATE TABLE {jobkit}.doctor (name text PRIMARY KEY, is_on_call bool); INSERT INTO {jobkit}.doctor VALUES ('a', true), ('b', true)"
            )
            let table = "\"\(workspace.schema)\".doctor"
            let (one, other) = (try Client(workspace.connection), try Client(workspace.connection))
            try await flow.during {
                for round in 0..<40 {
                    var ids: [JobID] = []
                    for client in [one, other] {
                        #expect(client.run("BEGIN ISOLATION LEVEL SERIALIZABLE") == "")
                        #expect(client.run("SELECT count(*) FROM \(table) WHERE is_on_call") == "")
                        let draft = try flow.queue.draft(Flow.Load(name: "\(round)"))
                        #expect(try flow.store.enqueue([draft], in: client.handle) == [.enqueued(draft.id)])
                        ids.append(draft.id)
                    }
                    #expect(one.run("UPDATE \(table) SET is_on_call = NOT is_on_call WHERE name = 'a'") == "")
                    let late = other.run("UPDATE \(table) SET is_on_call = NOT is_on_call WHERE name = 'b'")
                    #expect(one.run("COMMIT") == "")
                    let end = other.run("COMMIT")
                    #expect([late, end].contains("40001"))
                    flow.ledger.acknowledge(ids[0])
                    #expect(try await flow.queue.job(ids[1]) == nil)
                    try await flow.waitUntilCompleted(ids[0])
                }
            }
        }
        try await workspace.remove()
    }

    @Test("A queue and kind newer than the caller's snapshot are no trouble", arguments: ["REPEATABLE READ", "SERIALIZABLE"])
    func newLane(isolation: String) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let client = try Client(workspace.connection)
        client.run("BEGIN ISOLATION LEVEL \(isolation); SELECT 1")
        _ = try await store.enqueue([Fixture.draft(1)])
        try store.enqueue([Fixture.draft(2)], in: client.handle)
        #expect(client.run("COMMIT") == "")
        #expect(try await store.counts().map(\.count) == [2])
        await store.close()
        try await workspace.remove()
    }

    @Test(
        "A database whose transactions are strict unless they say otherwise changes nothing: a request to cancel is seen by the settle that waited for it",
        arguments: ["repeatable read", "serializable"])
    func strictByDefault(isolation: String) async throws {
        let workspace = try Workspace()
        var setting = Flow.Setting(
            "\(workspace.connection) options='-c default_transaction_isolation=\(isolation.replacing(" ", with: "\\\\ "))'",
            schema: workspace.schema)
        setting.worker.concurrency = 4
        try await Flow.run(setting) { flow in
            let report = try await flow.during {
                let done = flow.ledger.started
                try await eventually { flow.ledger.started >= done + 200 }
            }
            #expect(report.failures == 0, "\(flow.log.errors)")
            try await flow.queue.pause(queue: JobOptions.defaultQueue)
            let id = try await flow.put()
            try await flow.queue.resume(queue: JobOptions.defaultQueue)
            try await flow.waitUntilCompleted(id)
        }
        let store = try PostgresJobStore(connection: setting.producer, schema: workspace.schema)
        try await store.prepare()
        _ = try await store.enqueue([Fixture.draft(1)])
        let request = ClaimRequest(
            token: Fixture.token(1), worker: "worker.1", queues: [Fixture.queue], kinds: [Fixture.kind], limit: 1, lease: .seconds(60))
        let job = try #require(try await store.claim(request).jobs.first)
        let open = OpenTransaction(workspace)
        // As noting a request does it.
        try await open.run("BEGIN; SELECT FROM {jobkit}.receipt FOR UPDATE")
        async let results = store.apply([
            JobChange(
                id: job.id, expecting: .leased(job.lease, cancelRequested: false),
                effect: .wait(due: .after(.seconds(60)), attempt: 0, deadline: nil))
        ])
        let waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%\(workspace.schema)\".receipt%'"
        try await eventually { try await workspace.integer(waiting) > 0 }
        try await open.run("INSERT INTO {jobkit}.cancel_request SELECT seq, 0 FROM {jobkit}.job WHERE id = '\(job.id)'; COMMIT")
        #expect(try await results == [.cancelRequested])
        await open.end()
        await store.close()
        try await workspace.remove()
    }
}
