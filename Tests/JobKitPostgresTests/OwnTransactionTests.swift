import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

@Suite("A transaction on the store's own connections")
struct OwnTransactionTests {
    private func prepared() async throws -> (Workspace, PostgresJobStore) {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        try await workspace.script(
            "CREATE TABLE {jobkit}.own (key int PRIMARY KEY, value text); INSERT INTO {jobkit}.own VALUES (1, 'a'), (2, 'b')")
        return (workspace, store)
    }

    private func transaction<Value: Sendable>(
        _ store: PostgresJobStore, _ body: @escaping @Sendable (PostgresTransaction) throws -> Value
    ) async throws -> Value {
        try await store.transaction("write rows in", remedy: { $0 == "23505" ? "Choose another key." : nil }, body)
    }

    @Test("Rows and jobs are there together, or neither when the body throws")
    func together() async throws {
        struct Refused: Error {}
        let (workspace, store) = try await prepared()
        try await transaction(store) {
            try $0.run("INSERT INTO {jobkit}.own VALUES (CAST($1 AS int), $2)", ["3", "c\0"])
            try $0.enqueue([Fixture.draft(1)])
        }
        await #expect(throws: Refused.self) {
            try await transaction(store) {
                try $0.run("DELETE FROM {jobkit}.own")
                try $0.enqueue([Fixture.draft(2)])
                throw Refused()
            }
        }
        let rows = try await transaction(store) { try $0.run("SELECT key, value FROM {jobkit}.own ORDER BY key") }
        #expect(rows == [["key": "1", "value": "a"], ["key": "2", "value": "b"], ["key": "3", "value": "c\u{FFFD}"]])
        #expect(try await store.counts().map(\.count) == [1])
        await store.close()
        try await workspace.remove()
    }

    @Test("A refusal of the server is told with what to do; a body that hides one cannot commit")
    func refusals() async throws {
        let (workspace, store) = try await prepared()
        let taken = await #expect(throws: JobStoreError.self) {
            try await transaction(store) { try $0.run("INSERT INTO {jobkit}.own VALUES (1, 'x')") }
        }
        #expect(taken?.remedy == "Choose another key." && taken?.cause.contains("SQLSTATE 23505") == true)
        let hidden = await #expect(throws: JobStoreError.self) {
            try await transaction(store) {
                try $0.run("INSERT INTO {jobkit}.own VALUES (9, 'x')")
                _ = try? $0.run("INSERT INTO {jobkit}.own VALUES (1, 'x')")
            }
        }
        #expect(hidden?.code == .internalInconsistency)
        #expect(try await workspace.integer("SELECT count(*) FROM {jobkit}.own") == 2)
        await store.close()
        try await workspace.remove()
    }

    @Test("Of two that lock each other's rows one is run again")
    func deadlock() async throws {
        let (workspace, store) = try await prepared()
        let update = "UPDATE {jobkit}.own SET value = value || $2 WHERE key = CAST($1 AS int)"
        try await withThrowingTaskGroup(of: Void.self) { group in
            for keys in [["1", "2"], ["2", "1"]] {
                group.addTask {
                    for _ in 0..<20 {
                        try await transaction(store) { transaction in
                            for key in keys { try transaction.run(update, [key, "+"]) }
                            try transaction.enqueue([])
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await workspace.text("SELECT string_agg(length(value)::text, ',' ORDER BY key) FROM {jobkit}.own") == "41,41")
        await store.close()
        try await workspace.remove()
    }
}
