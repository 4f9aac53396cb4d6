import Foundation
import JobKit
import Testing

@testable import JobKitSQLite

@Suite struct JobsViewTests {
    @Test func `The view of all jobs has a row for each, in words and times, whatever its state`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        var drafts = (0..<5).map { draft("k\($0)", due: $0 == 4 ? .after(.seconds(60)) : .now) }
        drafts[0].payload = Data(#"{"a": "ü"}"#.utf8)
        drafts[1].payload = Data([0xFF, 0x00])
        _ = try await store.enqueue(drafts)
        let held = try await store.claim(request(["k0", "k1", "k2"])).jobs
        var fail = held[0].change(.finish(.failed, output: Data("{}".utf8)))
        fail.failure = JobChange.Failure(type: "Oops", message: "no", consequence: .failed)
        #expect(try await store.apply([fail, held[1].change(.finish(.completed, output: nil))]) == [.applied, .applied])
        let connection = try workspace.connection()
        func look(_ expression: String, _ number: Int) throws -> String? {
            let sql = "SELECT \(expression) AS message FROM jobkit_jobs WHERE id = '\(drafts[number].id)'"
            return try connection.statement(sql).firstRow { $0.text(.message) }
        }
        let words =
            "kind || '|' || queue || '|' || state || '|' || coalesce(attempt, '') || '|' || priority || '|' || coalesce(payload, '')"
        #expect(try look(words, 0) == "k0|default|failed|1|normal|{\"a\": \"ü\"}")
        #expect(try look(words, 1) == "k1|default|completed|1|normal|")
        #expect(try look(words, 2) == "k2|default|running||normal|")
        #expect(try look("error || output", 0) == "Oops: no{}")
        let first = "(SELECT strftime('%Y-%m-%d %H:%M:%f', \(workspace.clock.now.microseconds) / 1000000.0, 'unixepoch'))"
        #expect(try look("(created_at = \(first)) || (finished_at >= created_at) || (due_at = created_at)", 0) == "111")
        #expect(try connection.integer("SELECT count(*) FROM jobkit_jobs WHERE deadline IS NOT NULL") == 0)
        await store.close()
    }
}
