import Foundation
import JobKit
import JobKitTesting
import Synchronization
import Testing

@testable import JobKitDemo

@Suite("A refresh")
struct ProjectsRefreshTests {
    @Test(
        "It stores the plan, the skills and a row of history, returns the figures, and leaves no clone", arguments: ProjectDatabase.allCases
    )
    func refresh(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        try await fixture.repository()
        let project = try await fixture.add("web")
        let report = try await fixture.queue.drain(fixture.handlers())
        try report.requireNoFailures()

        let job = try #require(report.completed.first?.record)
        let handle = fixture.queue.handle(for: job.id, as: RefreshProject.self)
        let output = try await handle.output
        #expect(output.tasksCount == 2 && output.progressPercentage == 50)
        #expect(output.skills.map(\.name) == ["Python", "Flask"])
        let latest = try #require(try await fixture.projects.find(project.id)?.latest)
        #expect(latest.plan.file == "PLAN.md" && latest.plan.counts == TaskCounts(done: 1, open: 1, cancelled: 1))
        #expect(
            latest.job == job.id && latest.branch == "main" && latest.skills == output.skills && latest.refreshedAt == fixture.clock.now)
        #expect(try await fixture.scratch.shell("git -C web rev-parse HEAD").hasPrefix(latest.commit))
        #expect(try await fixture.queue.finishedSteps(of: job.id) == ["cloning", "planning", "preflight", "skills", "storing"])
        #expect(job.progress == JobProgress(stage: "finished", fraction: 1))
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.scratch.at("checkouts")).isEmpty)
        await fixture.close()
    }

    @Test("The history is newest first, each with type, status, times, result, error and retries", arguments: ProjectDatabase.allCases)
    func history(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        try await fixture.repository()
        let project = try await fixture.add("web")
        try await fixture.queue.drain(fixture.handlers())
        let times = [fixture.clock.now]
        fixture.clock.advance(by: .seconds(60))
        try await fixture.scratch.shell("mv web elsewhere")
        let second = try await fixture.jobs.refresh(project)
        try await fixture.queue.drain(fixture.handlers())
        fixture.clock.advance(by: .seconds(60))
        let third = try await fixture.jobs.refresh(project)

        let entries = try await fixture.entries(project)
        #expect(entries.map(\.status) == [.pending, .failed, .completed])
        #expect(entries.prefix(2).map(\.id) == [third, second])
        #expect(entries.map(\.type) == Array(repeating: "project.refresh", count: 3))
        #expect(entries.map(\.retryCount) == [0, 0, 0])
        #expect(entries[0].created == fixture.clock.now && entries[0].started == nil && entries[0].completed == nil)
        #expect(entries[2].created == times[0] && entries[2].started == times[0] && entries[2].completed == times[0])
        #expect(entries.map(\.result) == [nil, nil, .init(tasks: 2, progressPercentage: 50)])
        #expect(entries[1].error?.contains("The repository was not found") == true)
        #expect(entries[1].error?.contains("there is no such directory on this machine") == true)
        #expect(entries[0].error == nil && entries[2].error == nil)
        #expect(try await fixture.entries(project, limit: 2) == Array(entries.prefix(2)))
        await fixture.close()
    }

    @Test("The history outlives the jobs, and says the same of each that ended", arguments: ProjectDatabase.allCases)
    func retention(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        try await fixture.repository()
        let project = try await fixture.add("web")
        try await fixture.queue.drain(fixture.handlers())
        try await fixture.scratch.shell("rm -r web")
        fixture.clock.advance(by: .seconds(60))
        _ = try await fixture.jobs.refresh(project)
        try await fixture.queue.drain(fixture.handlers())
        let before = try await fixture.entries(project)
        fixture.clock.advance(by: .seconds(30 * 86_400))
        #expect(try await fixture.store.prune(.default, limit: 10) == 2)
        #expect(try await fixture.queue.jobs().jobs.isEmpty)
        #expect(try await fixture.entries(project) == before)
        #expect(before.map(\.status) == [.failed, .completed])
        #expect(try await fixture.projects.find(project.id)?.latest?.plan.counts.tasks == 2)
        await fixture.close()
    }

    @Test("A handler that dies between storing and settling runs again, and leaves one row", arguments: ProjectDatabase.allCases)
    func twice(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        try await fixture.repository()
        let project = try await fixture.add("web")
        let dying = DyingTables(fixture.tables)
        let report = try await fixture.queue.drain(fixture.handlers(try await ProjectStore(dying)), moving: fixture.clock)
        #expect(report.attempts.map(\.outcome) == [.retried, .completed])
        #expect(dying.notes.withLock { $0 } == 2)
        let rows = try await fixture.projects.history(of: project.id, limit: 10)
        #expect(rows.map(\.status) == [.completed] && rows.map(\.retryCount) == [1])
        #expect(try await fixture.entries(project).map(\.retryCount) == [1])
        #expect(rows == (try await fixture.entries(project)))
        await fixture.close()
    }

    @Test("A repository without a plan has no percentage, and that is no failure", arguments: ProjectDatabase.allCases)
    func noPlan(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        try fixture.scratch.write("web/a.c", "int a;\n")
        try await fixture.scratch.commit("web")
        let project = try await fixture.add("web")
        try await fixture.queue.drain(fixture.handlers()).requireNoFailures()
        #expect(try await fixture.entries(project).map(\.result) == [.init(tasks: 0, progressPercentage: nil)])
        let record = try #require(try await fixture.queue.jobs().jobs.first?.output)
        #expect(String(decoding: record, as: UTF8.self).contains("\"progress_percentage\":null"))
        await fixture.close()
    }

    @Test("A plan that was named and is not there fails at once, and the history says what to do", arguments: ProjectDatabase.allCases)
    func missingPlan(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        try await fixture.repository()
        let project = try await fixture.add("web", plan: "NO.md")
        let report = try await fixture.queue.drain(fixture.handlers(), moving: fixture.clock)
        #expect(report.attempts.map(\.outcome) == [.failed])
        #expect(try await fixture.entries(project).first?.error?.contains("commit it there and refresh again") == true)
        #expect(try await fixture.projects.history(of: project.id, limit: 1).first?.error?.contains("commit it there") == true)
        await fixture.close()
    }

    @Test("A project that is removed cancels what waits, and what runs finds it gone", arguments: ProjectDatabase.allCases)
    func removed(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        try await fixture.repository()
        let project = try await fixture.add("web")
        let other = try await fixture.add("other")
        #expect(try await fixture.jobs.remove(project) == 1)
        await #expect(throws: ProjectError.unknown("web")) { try await fixture.jobs.find("web") }
        // As if it had been asked for at the same moment.
        let late = try await fixture.jobs.refresh(project)
        let report = try await fixture.queue.drain(fixture.handlers(), moving: fixture.clock)
        #expect(report.completed.count == 1 && report.completed.first?.job.tags == [other.id.tag])
        #expect(report.failed.map(\.job.id) == [late])
        #expect(report.failed.first?.error?.message == "The project was removed after this refresh had been asked for.")
        #expect(try await fixture.queue.jobs(matching: JobQuery(states: [.cancelled])).jobs.count == 1)
        await fixture.close()
    }

    @Test("One asked for by name goes before those of all projects", arguments: ProjectDatabase.allCases)
    func priorities(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        try await fixture.repository()
        for name in ["b", "a"] { try await fixture.add(name) }
        try await fixture.queue.drain(fixture.handlers())
        let third = try await fixture.add("c")
        try await fixture.queue.drain(fixture.handlers())
        let one = try await fixture.jobs.refresh(third)
        let all = try await fixture.jobs.refreshAll()
        #expect(all.map(\.project.name) == ["a", "b", "c"] && all.last?.job == one)
        let report = try await fixture.queue.drain(fixture.handlers())
        #expect(report.completed.map(\.job.id) == [one] + all.dropLast().map(\.job))
        #expect(report.completed.map(\.job.priority) == [.high, .normal, .normal])
        let triggers = try report.completed.map {
            try fixture.queue.services.codec.decode(RefreshProject.self, from: $0.job.payload).trigger
        }
        #expect(triggers == [.manual, .all, .all])
        await fixture.close()
    }
}

@Suite("One refresh of a project waits at a time")
struct ProjectsOneRefreshTests {
    @Test(
        "However often all are refreshed, each project has one waiting job; once it has run there is another",
        arguments: ProjectDatabase.allCases)
    func all(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        try await fixture.repository()
        let project = try await fixture.add("web")
        let first = try await fixture.jobs.refreshAll().map(\.job)
        for _ in 0..<2 { #expect(try await fixture.jobs.refreshAll().map(\.job) == first) }
        #expect(try await fixture.jobs.refresh(project) == first.first)
        #expect(try await fixture.queue.jobs().jobs.map(\.id) == first)
        try await fixture.queue.drain(fixture.handlers())
        let second = try await fixture.jobs.refreshAll().map(\.job)
        #expect(second != first)
        #expect(try await fixture.queue.jobs(matching: JobQuery(states: [.pending])).jobs.map(\.id) == second)
        await fixture.close()
    }

    @Test("Those who ask at once for one refresh get one job", arguments: ProjectDatabase.allCases)
    func atOnce(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        try await fixture.repository()
        let project = try await fixture.add("web")
        try await fixture.queue.drain(fixture.handlers())
        let jobs = fixture.jobs
        let ids = try await withThrowingTaskGroup(of: JobID.self) { group in
            for _ in 0..<20 { group.addTask { try await jobs.refresh(project) } }
            return try await group.reduce(into: Set<JobID>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(try await fixture.queue.jobs(matching: JobQuery(states: [.pending])).jobs.map(\.id) == Array(ids))
        await fixture.close()
    }

    @Test("A refresh that was retried by hand is the one that waits", arguments: ProjectDatabase.allCases)
    func retried(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        try await fixture.repository()
        let project = try await fixture.add("web")
        let first = try #require(try await fixture.queue.jobs().jobs.first?.id)
        try await fixture.queue.cancel(first)
        let second = try await fixture.jobs.refresh(project)
        try await fixture.queue.cancel(second)
        try await fixture.queue.retry(first)
        #expect(try await fixture.jobs.refresh(project) == first)
        #expect(try await fixture.jobs.refreshAll().map(\.job) == [first])
        #expect(try await fixture.queue.jobs(matching: JobQuery(states: [.pending])).jobs.count == 1)
        await fixture.close()
    }

    @Test("A job that another command was first to ask for is followed in the queue in which it is", arguments: ProjectDatabase.allCases)
    func queues(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        try await fixture.repository()
        let project = try await fixture.add("web")
        try await fixture.queue.drain(fixture.handlers())
        let asked = try await fixture.jobs.refresh(project)
        let found = try await fixture.jobs.findOrRefresh(project)
        #expect(found.handle.id == asked && found.queue == DemoQueue.background)
        await fixture.close()
    }

    @Test("After a clock that was ahead, a project is refreshed again, each time by a new job")
    func clockAhead() async throws {
        let fixture = try await ProjectsFixture()
        try await fixture.repository()
        let right = fixture.clock.now
        fixture.clock.setWallClock(right.advanced(by: .seconds(3_600)))
        let project = try await fixture.add("web")
        try await fixture.queue.drain(fixture.handlers())
        fixture.clock.setWallClock(right)
        var jobs: Set<JobID> = []
        for _ in 0..<3 {
            jobs.insert(try await fixture.jobs.refresh(project))
            try await fixture.queue.drain(fixture.handlers())
        }
        #expect(jobs.count == 3)
        #expect(try await fixture.entries(project).count == 4)
        await fixture.close()
    }

    @Test("A project whose jobs were pruned keeps its history when it is refreshed again", arguments: ProjectDatabase.allCases)
    func afterRetention(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        try await fixture.repository()
        let project = try await fixture.add("web")
        try await fixture.queue.drain(fixture.handlers())
        fixture.clock.advance(by: .seconds(40 * 86_400))
        #expect(try await fixture.store.prune(.default, limit: 10) == 1)
        _ = try await fixture.jobs.refresh(project)
        try await fixture.queue.drain(fixture.handlers())
        #expect(try await fixture.entries(project).map(\.status) == [.completed, .completed])
        await fixture.close()
    }
}

/// Dies once, after a note was written and before its writer hears of it.
private final class DyingTables: Tables {
    private struct Died: Error {}

    let notes = Mutex(0)
    private let tables: any Tables

    init(_ tables: any Tables) { self.tables = tables }

    func transaction<Value: Sendable>(
        _ verb: String, _ body: @escaping @Sendable (any TablesTransaction) throws -> Value
    ) async throws -> Value {
        let value = try await tables.transaction(verb, body)
        guard verb == "note the refresh" else { return value }
        let count = notes.withLock { notes in
            notes += 1
            return notes
        }
        if count == 1 { throw Died() }
        return value
    }

    func prepare(_ schema: TablesSchema) async throws { try await tables.prepare(schema) }
    func read<Value: Sendable>(_ verb: String, _ body: @escaping @Sendable (any TablesTransaction) throws -> Value) async throws -> Value {
        try await tables.read(verb, body)
    }
    func has(_ schema: TablesSchema) async throws -> Bool { try await tables.has(schema) }
    func close() async { await tables.close() }
}
