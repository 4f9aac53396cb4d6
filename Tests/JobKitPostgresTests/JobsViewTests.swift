import Foundation
import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

@Suite("The view of all jobs")
struct JobsViewTests {
    @Test("It answers by a parallel plan too")
    func parallel() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue((1...2_000).map { Fixture.draft($0) })
        try await workspace.script("ANALYZE")
        let settings = [
            "parallel_setup_cost = 0", "parallel_tuple_cost = 0", "min_parallel_table_scan_size = 0", "enable_seqscan = on",
            "enable_hashjoin = on",
        ]
        let count = try await workspace.admin.run("look in") { session in
            for setting in settings { try session.script("SET \(setting)") }
            return try session.run("SELECT count(*) FROM {jobkit}.jobs WHERE payload LIKE '%payload.1%' AND state = 'pending'").integer(
                0, at: 0)
        }
        #expect(count == 1_111)
        await store.close()
        try await workspace.remove()
    }

    @Test("Each job is a row, in words and times, whatever its state")
    func states() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        var text = Fixture.draft(1)
        text.payload = Data(#"{"a": "ü"}"#.utf8)
        text.tags = ["b", "a"]
        var bytes = Fixture.draft(2, due: .at(Timestamp(microseconds: 4_102_444_800_000_001)))
        bytes.payload = Data([0xFF, 0x00])
        bytes.priority = .urgent
        _ = try await store.enqueue([text, bytes, Fixture.draft(3, due: .at(Timestamp(microseconds: .max))), Fixture.draft(4)])
        let cancel = JobChange(id: Fixture.id(4), expecting: .waiting, effect: .finish(.cancelled, output: nil))
        #expect(try await store.apply([cancel]) == [.applied])
        let claim = try await store.claim(
            ClaimRequest(
                token: Fixture.token(1), worker: "worker.1", queues: [Fixture.queue], kinds: [Fixture.kind], limit: 1, lease: .seconds(60)))
        let held = try #require(claim.jobs.first)
        let rows = try await workspace.text(
            """
            SELECT string_agg(concat_ws('|', state, kind, queue, attempt, priority, worker, payload, tags::text, extract(epoch FROM due_at)), E'\\n' ORDER BY id)
            FROM (SELECT *, CASE WHEN state = 'scheduled' THEN due_at AT TIME ZONE 'UTC' END AS due FROM {jobkit}.jobs) AS jobs
            """
        ).split(separator: "\n").map(String.init)
        #expect(rows[0].hasPrefix("running|\(Fixture.kind)|\(Fixture.queue)|1|normal|worker.1|{\"a\": \"ü\"}|{a,b}|"), "\(rows)")
        #expect(rows[1] == "scheduled|\(Fixture.kind)|\(Fixture.queue)|0|urgent|{tag.2.a,tag.2.b}|4102444800.000001", "\(rows)")
        #expect(rows[2].contains("|9223372036854."), "\(rows)")
        #expect(rows[3].hasPrefix("cancelled|"))
        let failure = JobChange.Failure(type: "Oops", message: "no", consequence: .failed)
        let fail = JobChange(
            id: held.id, expecting: .leased(held.lease, cancelRequested: false), effect: .finish(.failed, output: Data("{}".utf8)),
            failure: failure)
        #expect(try await store.apply([fail]) == [.applied])
        let failed =
            "SELECT concat_ws('|', state, error, output, worker, finished_at >= started_at) FROM {jobkit}.jobs WHERE id = '\(held.id)'"
        #expect(try await workspace.text(failed) == "failed|Oops: no|{}|t")
        await store.close()
        try await workspace.remove()
    }
}
