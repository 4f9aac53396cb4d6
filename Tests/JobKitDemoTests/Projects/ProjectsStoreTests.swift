import Foundation
import GRDB
import JobKit
import Testing

@testable import JobKitDemo

@Suite("The projects' store")
struct ProjectsStoreTests {
    private func entry(_ number: Int, _ status: JobState = .completed, job: JobID? = nil) -> RefreshEntry {
        let start = Int64(number) * 1_000
        return RefreshEntry(
            id: job ?? JobID(high: UInt64(number), low: 7), type: "project.refresh", status: status,
            created: Timestamp(microseconds: start),
            started: Timestamp(microseconds: start + 1), completed: Timestamp(microseconds: start + 2),
            result: status == .completed ? .init(tasks: number + 3, progressPercentage: 12.5) : nil,
            error: status == .completed ? nil : "why", retryCount: number + 4)
    }

    private func result(_ entry: RefreshEntry, commit: String) -> ProjectResult {
        ProjectResult(
            job: entry.id, commit: commit, branch: "main", refreshedAt: entry.completed ?? entry.created,
            plan: Plan(file: "PLAN.md", sections: [PlanSection(title: "A", level: 1, counts: TaskCounts(done: 1))]),
            skills: [Skill(name: "Swift", category: .language, evidence: [.init(file: "a.swift", line: 1)])])
    }

    @Test("A project and its first refresh are there together, and read back as they were written", arguments: ProjectDatabase.allCases)
    func add(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        let job = try await fixture.jobs.add(name: "web", try fixture.scratch.source("web"), plan: "./notes/PLAN.md")
        let project = try await fixture.jobs.find("web")
        #expect(project.repository == fixture.scratch.at("web") && project.plan == "notes/PLAN.md")
        #expect(project.createdAt == fixture.clock.now && project.latest == nil)
        let record = try #require(try await fixture.queue.job(job))
        #expect(record.kind == "project.refresh" && record.state == .pending && record.priority == .normal)
        #expect(record.tags == ["project:\(project.id)"])
        #expect(try await fixture.projects.list() == [project])
        #expect(try await fixture.projects.find(project.id) == project)
        await fixture.close()
    }

    @Test(
        "A name that is taken adds neither project nor job, and says so, however its accents are typed", arguments: ProjectDatabase.allCases
    )
    func taken(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        try await fixture.add("caf\u{E9}")
        let error = await #expect(throws: ProjectError.self) { try await fixture.add("cafe\u{301}") }
        #expect(
            error?.description
                == "There is a project \"caf\u{E9}\" already. Choose another name, or remove that one: jobkit-demo projects remove.")
        #expect(try await fixture.projects.list().count == 1)
        #expect(try await fixture.queue.jobs().jobs.count == 1)
        await fixture.close()
    }

    @Test("Where the job cannot be stored there is no project either", arguments: ProjectDatabase.allCases)
    func refusedJob(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        try await refuseJobs(fixture)
        await #expect(throws: JobStoreError.self) { try await fixture.add("web") }
        #expect(try await fixture.projects.list().isEmpty)
        #expect(try await fixture.queue.jobs().jobs.isEmpty)
        await fixture.close()
    }

    /// The last table that an enqueue writes to takes nothing more.
    private func refuseJobs(_ fixture: ProjectsFixture) async throws {
        if let database = fixture.database {
            try database.script("ALTER TABLE jobkit.tag ADD CONSTRAINT no_job CHECK (false)")
        } else {
            let plain = try DatabaseQueue(path: fixture.scratch.at("jobs.db"))
            try await plain.write {
                try $0.execute(sql: "CREATE TRIGGER no_job BEFORE INSERT ON jobkit_tag BEGIN SELECT raise(ABORT, 'refused'); END")
            }
        }
    }

    @Test("Names have 1 to 64 characters that a terminal shows, and hold no address")
    func names() throws {
        #expect(try ProjectRules.name("a") == "a")
        #expect(try ProjectRules.name(String(repeating: "ü", count: 64)).count == 64)
        let refused = [
            "", String(repeating: "a", count: 65), " a", "a ", "a\nb", "a\u{1B}[1mb", "a\u{202E}b",
            "a" + String(repeating: "\u{301}", count: 200),
        ]
        for name in refused { #expect(throws: ProjectError.self, "\(name)") { try ProjectRules.name(name) } }
        let error = #expect(throws: ProjectError.self) { try ProjectRules.name("https://u:hunter2@example.org/x") }
        #expect(error?.description.contains("hunter2") == false)
        #expect(error?.description.contains("belongs behind --repository") == true)
    }

    @Test("Plans lie in the repository")
    func plans() throws {
        #expect(try ProjectRules.plan("././docs/PLAN.md") == "docs/PLAN.md")
        let refused = [
            "", "/etc/passwd", "../PLAN.md", "a/../../b", "a//b", "a/", "a/./b", ".", "a\nb", String(repeating: "a", count: 513),
        ]
        for plan in refused { #expect(throws: ProjectError.self, "\(plan)") { try ProjectRules.plan(plan) } }
    }

    @Test("One job has one row, and its later note replaces the earlier", arguments: ProjectDatabase.allCases)
    func oneRow(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        let project = try await fixture.add("web")
        let failed = entry(1, .failed)
        var completed = entry(5, .completed, job: failed.id)
        #expect(try await fixture.projects.note(failed, nil, of: project.id))
        #expect(try await fixture.projects.history(of: project.id, limit: 10) == [failed])
        #expect(try await fixture.projects.note(completed, result(completed, commit: "c1"), of: project.id))
        #expect(try await fixture.projects.note(completed, result(completed, commit: "c1"), of: project.id))
        // The job was created once.
        completed.created = failed.created
        #expect(try await fixture.projects.history(of: project.id, limit: 10) == [completed])
        await fixture.close()
    }

    @Test("The latest result is the one that was found last, whichever is noted last", arguments: ProjectDatabase.allCases)
    func latest(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        let project = try await fixture.add("web")
        let (early, late) = (entry(1), entry(2))
        #expect(try await fixture.projects.note(late, result(late, commit: "late"), of: project.id))
        #expect(try await fixture.projects.note(early, result(early, commit: "early"), of: project.id))
        #expect(try await fixture.projects.find(project.id)?.latest == result(late, commit: "late"))
        #expect(try await fixture.projects.history(of: project.id, limit: 10) == [late, early])
        #expect(try await fixture.projects.history(of: project.id, limit: 1) == [late])
        await fixture.close()
    }

    @Test("Nothing is noted of a project that is gone, and its history went with it", arguments: ProjectDatabase.allCases)
    func removed(in database: ProjectDatabase) async throws {
        let fixture = try await ProjectsFixture(database)
        let project = try await fixture.add("web")
        #expect(try await fixture.projects.note(entry(1), nil, of: project.id))
        #expect(try await fixture.projects.remove(project.id))
        #expect(try await !fixture.projects.remove(project.id))
        #expect(try await !fixture.projects.note(entry(2), result(entry(2), commit: "c"), of: project.id))
        #expect(try await fixture.projects.history(of: project.id, limit: 10).isEmpty)
        await fixture.close()
    }

    @Test("Several processes' worth of stores may prepare one new database at once", arguments: ProjectDatabase.allCases)
    func prepareAtOnce(in database: ProjectDatabase) async throws {
        let scratch = try Scratch()
        let own = database == .postgres ? try OwnDatabase() : nil
        let address = own.map { StoreAddress.postgres($0.address) } ?? .sqlite(path: scratch.at("jobs.db"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let system = try await DemoSystem.open(address, .making, JobServices(), [:])
                    let projects = try await ProjectStore(#require(system.services.tables))
                    #expect(try await projects.list().isEmpty)
                    await system.close()
                }
            }
            try await group.waitForAll()
        }
    }
}
