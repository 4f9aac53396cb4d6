import Foundation
import JobKit
import JobKitPostgres
import Testing

@testable import JobKitDemo

@Suite("The projects' store on a server")
struct ProjectsServerTests {
    /// A session that keeps its transaction open until the test ends it.
    private func holder(_ fixture: ProjectsFixture) throws -> SQLSession {
        let holder = try SQLSession(try #require(fixture.database).connection)
        try holder.script("BEGIN")
        return holder
    }

    /// Returns once another session waits for a lock.
    private func waitForWaiter(_ fixture: ProjectsFixture) async throws {
        _ = try await #require(fixture.database).psql(
            """
            DO $$ BEGIN
                WHILE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') LOOP
                    PERFORM pg_sleep(0.002), pg_stat_clear_snapshot();
                END LOOP;
            END $$
            """)
    }

    @Test("Of two who add the same name at once one adds project and job, and the other is told")
    func sameName() async throws {
        let fixture = try await ProjectsFixture(.postgres)
        let holder = try holder(fixture)
        let first = Project(id: ProjectID("first"), name: "web", repository: "/web", createdAt: fixture.clock.now)
        try holder.script(
            """
            INSERT INTO jobkit_demo.project (id, name, repository, created_at)
            VALUES ('\(first.id)', '\(first.name)', '\(first.repository)', \(first.createdAt.microseconds))
            """)
        let second = Task { try await fixture.add("web") }
        try await waitForWaiter(fixture)
        try holder.script("COMMIT")
        await #expect(throws: ProjectError.nameTaken("web")) { try await second.value }
        #expect(try await fixture.projects.list() == [first])
        #expect(try await fixture.queue.jobs().jobs.isEmpty)
        await fixture.close()
    }

    @Test("A note waits for the transaction that removes its project, and finds it gone")
    func noteBesideRemoval() async throws {
        let fixture = try await ProjectsFixture(.postgres)
        let project = try await fixture.add("web")
        let holder = try holder(fixture)
        try holder.script("DELETE FROM jobkit_demo.project WHERE id = '\(project.id)'")
        let record = try #require(try await fixture.queue.jobs().jobs.first)
        let entry = RefreshEntry(record, codec: fixture.queue.services.codec)
        let noting = Task { try await fixture.projects.note(entry, nil, of: project.id) }
        try await waitForWaiter(fixture)
        try holder.script("COMMIT")
        #expect(try await !noting.value)
        #expect(try await fixture.projects.history(of: project.id, limit: 1).isEmpty)
        await fixture.close()
    }

    @Test("A text with a NUL is stored without it")
    func nul() async throws {
        let fixture = try await ProjectsFixture(.postgres)
        let project = try await fixture.add("web")
        let record = try #require(try await fixture.queue.jobs().jobs.first)
        var entry = RefreshEntry(record, codec: fixture.queue.services.codec)
        entry.error = "a\0b"
        let section = PlanSection(title: "a\0b", level: 1, counts: TaskCounts(done: 1))
        let result = ProjectResult(
            job: record.id, commit: "c", refreshedAt: fixture.clock.now, plan: Plan(file: "PLAN.md", sections: [section]), skills: [])
        #expect(try await fixture.projects.note(entry, result, of: project.id))
        #expect(try await fixture.projects.history(of: project.id, limit: 1).first?.error == "a\u{FFFD}b")
        #expect(try await fixture.projects.find(project.id)?.latest == result)
        await fixture.close()
    }

    @Test("A connection that the server has ended is opened again")
    func reconnects() async throws {
        let fixture = try await ProjectsFixture(.postgres)
        let project = try await fixture.add("web")
        _ = try await #require(fixture.database).psql(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        #expect(try await fixture.projects.list() == [project])
        await fixture.close()
    }

    @Test("A role without rights is told which it needs, first for the tables and then for the rows, and no password is shown")
    func rights() async throws {
        let scratch = try Scratch()
        let own = try OwnDatabase()
        #expect(try await DemoProcess(scratch: scratch, store: own.connection).run("migrate").code == 0)
        _ = try await own.psql(
            "CREATE ROLE \(own.name) LOGIN; " + PostgresMigrations.grant(.worker, to: own.name))
        let demo = DemoProcess(scratch: scratch, store: own.connection + " user=\(own.name) password=hunter4711")
        let refused = try await demo.run("projects", "add", "web", "--repository", "web")
        let needed = "USAGE on the schema jobkit_demo and SELECT, INSERT, UPDATE and DELETE on its tables."
        #expect(refused.code == 1 && refused.errors.contains("permission denied for schema jobkit_demo") && refused.errors.contains(needed))
        _ = try await own.psql(
            "GRANT USAGE ON SCHEMA jobkit_demo TO \(own.name); GRANT SELECT ON ALL TABLES IN SCHEMA jobkit_demo TO \(own.name)")
        let readOnly = try await demo.run("projects", "add", "web", "--repository", "web")
        #expect(readOnly.code == 1 && readOnly.errors.contains("permission denied for table project"))
        _ = try await own.psql("GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobkit_demo TO \(own.name)")
        #expect(try await demo.run("projects", "add", "web", "--repository", "web").code == 0)
        _ = try await own.psql("DROP SCHEMA jobkit_demo CASCADE")
        #expect(try await demo.run("projects", "list").output.hasPrefix("No projects."))
        let missing = try await demo.run("projects", "add", "web", "--repository", "web")
        #expect(
            missing.code == 1 && missing.errors.contains("Have a role that may create schemas run `jobkit-demo migrate --store …` once"),
            "\(missing)")
        _ = try await own.psql("DROP OWNED BY \(own.name); DROP ROLE \(own.name)")
        for outcome in [refused, readOnly, missing] { #expect(!(outcome.output + outcome.errors).contains("4711")) }
    }

    @Test(
        "A database that is not there, a server that is gone and an address that is none are errors with what to do, and show no password")
    func gone() async throws {
        let scratch = try Scratch()
        let own = try OwnDatabase()
        let cases: [(String, Int, String)] = [
            (own.connection + "_gone password=hunter4711", 1, "_gone\" does not exist. Check user, password, database"),
            ("postgres://me:hunter4711@127.0.0.1:1/gone", 1, "Connection refused. Check that the server is up and reachable"),
            ("host=db password=hunter4711 what", 1, "it is not one that libpq understands"),
            ("mysql://me:hunter4711@db/gone", 64, "--store takes sqlite:PATH"), ("hunter4711", 64, "--store takes sqlite:PATH"),
        ]
        for (store, code, text) in cases {
            for command in [["projects", "list"], ["refresh", "--all"], ["jobs", "list"]] {
                let outcome = try await DemoProcess(scratch: scratch, store: store).run(command)
                #expect(outcome.code == code && outcome.errors.contains(text), "\(outcome.errors)")
                #expect(!(outcome.output + outcome.errors).contains("4711"))
            }
        }
        #expect(!scratch.exists("data"))
    }
}
