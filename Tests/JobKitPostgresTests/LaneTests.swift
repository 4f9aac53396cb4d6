import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

@Suite("Lanes")
struct LaneTests {
    @Test("A server that comes back without what the store knew of it gets jobs of the right kind")
    func forgottenLanes() async throws {
        let workspace = try Workspace()
        let name = "lanes \(JobEnvironment.system.random())"
        let store = try PostgresJobStore(
            connection: workspace.connection + " application_name='\(name)'", schema: workspace.schema, options: .init(connections: 1))
        try await store.prepare()
        _ = try await store.enqueue([Fixture.draft(1)])
        // As after a failover to a standby that was behind: the lane is another one's.
        try await workspace.script("DROP SCHEMA {jobkit} CASCADE")
        let another = try await workspace.prepared()
        var draft = Fixture.draft(2)
        draft.kind = "another.kind"
        _ = try await another.enqueue([draft])
        try await workspace.script("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = '\(name)'")
        _ = try await store.enqueue([Fixture.draft(3)])
        #expect(try await another.jobs([Fixture.id(2), Fixture.id(3)]).map(\.kind) == ["another.kind", Fixture.kind])
        for store in [store, another] { await store.close() }
        try await workspace.remove()
    }

    @Test("Quotes that carry an accent are quotes to the server", arguments: [500, 1])
    func accents(copiesFrom: Int) async throws {
        let accented = ["a\"\u{301}", "b\\\u{301}", "c'\u{301}"]
        var options = PostgresJobStoreOptions()
        options.copiesFrom = copiesFrom
        let workspace = try Workspace(schema: "s\"\u{301}'\u{301} \(JobEnvironment.system.makeJobID())")
        let store = try await workspace.prepared(options)
        var draft = Fixture.draft(1)
        draft.tags = accented
        _ = try await store.enqueue([draft])
        #expect(try await store.jobs([Fixture.id(1)]).first?.tags == accented)
        #expect(try await store.jobs(matching: JobQuery(tags: accented), page: PageRequest()).jobs.count == 1)
        await store.close()
        try await workspace.remove()
    }
}
