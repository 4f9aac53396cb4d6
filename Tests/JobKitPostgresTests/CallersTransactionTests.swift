import CLibPQ
import Foundation
import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

@Suite("Enqueueing in the caller's transaction")
struct CallersTransactionTests {
    @Test("A draft arrives whole when the transaction commits, and is not there before")
    func commits() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let drafts = [
            Fixture.draft(1, priority: .urgent, due: .at(Timestamp(microseconds: 1_927_857_906_000_007))),
            Fixture.draft(2, payload: Data([0, 1, 15, 16, 255])),
            Fixture.draft(3, due: .after(.seconds(3_600)), deadline: .after(.seconds(3_660))),
        ]
        let client = try ServiceConnection(workspace.connection)
        try client.run("BEGIN")
        #expect(try store.enqueue(drafts, in: client.handle) == drafts.map { .enqueued($0.id) })
        var other = drafts[0]
        other.kind = "another"
        #expect(
            try store.enqueue([drafts[1], other], in: client.handle)
                == [.duplicate(of: drafts[1].id, kind: drafts[1].kind), .duplicate(of: drafts[0].id, kind: drafts[0].kind)])
        #expect(try await store.counts().isEmpty)
        try client.run("COMMIT")
        let jobs = try await store.jobs(drafts.map(\.id)).sorted { $0.id < $1.id }
        for (job, draft) in zip(jobs, drafts) {
            #expect(job.kind == draft.kind && job.queue == draft.queue && job.payload == draft.payload && job.priority == draft.priority)
            #expect(job.version == draft.version && job.maxAttempts == draft.maxAttempts && job.timeout == draft.timeout)
            #expect(job.tags == draft.tags && job.headers == draft.headers)
        }
        #expect(jobs.map(\.state) == [.scheduled, .pending, .scheduled] && jobs[0].dueAt.microseconds == 1_927_857_906_000_007)
        let deadline = try #require(jobs[2].deadline)
        #expect((.seconds(3_659)...(.seconds(3_661))).contains(jobs[2].createdAt.duration(to: deadline)))
        await store.close()
        try await workspace.remove()
    }

    @Test("Rolled back means never enqueued; a refused draft leaves the transaction as it was")
    func rollsBack() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let client = try ServiceConnection(workspace.connection)
        try client.run("BEGIN")
        try store.enqueue([Fixture.draft(1)], in: client.handle)
        try client.run("ROLLBACK; BEGIN")
        var bad = Fixture.draft(3)
        bad.kind = ""
        #expect(throws: JobStoreError.self) { try store.enqueue([Fixture.draft(2), bad], in: client.handle) }
        try store.enqueue([Fixture.draft(4)], in: client.handle)
        try client.run("COMMIT")
        #expect(try await store.jobs(matching: JobQuery(), page: PageRequest()).jobs.map(\.id) == [Fixture.id(4)])
        await store.close()
        try await workspace.remove()
    }

    @Test("Without a transaction, in one that has failed and in another encoding it is refused, and says what to do")
    func refusals() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let client = try ServiceConnection(workspace.connection)
        let none = #expect(throws: JobStoreError.self) { try store.enqueue([Fixture.draft(1)], in: client.handle) }
        #expect(none?.code == .invalid && none?.remedy.contains("Begin one") == true)
        try client.run("BEGIN")
        PQclear(PQexec(client.handle, "SELECT 1 / 0"))
        #expect(throws: JobStoreError.self) { try store.enqueue([Fixture.draft(1)], in: client.handle) }
        try client.run("ROLLBACK; SET client_encoding = 'LATIN1'; BEGIN")
        let encoding = #expect(throws: JobStoreError.self) { try store.enqueue([Fixture.draft(1)], in: client.handle) }
        #expect(encoding?.cause.contains("encoding") == true)
        #expect(try await store.counts().isEmpty)
        await store.close()
        try await workspace.remove()
    }

    @Test("The README's lines about PostgreSQL compile")
    func readme() async throws {
        let store = try PostgresJobStore(connection: "postgres://app@db.internal/app")
        await store.close()
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        #expect(readme.contains("\nlet store = try PostgresJobStore(connection: \"postgres://app@db.internal/app\")\n"))
    }
}
