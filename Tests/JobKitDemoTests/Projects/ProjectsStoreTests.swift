import Foundation
import GRDB
import JobKit
import JobKitSQLite
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

    @Test("A project and its first refresh are there together, and read back as they were written")
    func add() async throws {
        let fixture = try await ProjectsFixture()
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

    @Test("A name that is taken adds neither project nor job, and says so, however its accents are typed")
    func taken() async throws {
        let fixture = try await ProjectsFixture()
        try await fixture.add("caf\u{E9}")
        let error = await #expect(throws: ProjectError.self) { try await fixture.add("cafe\u{301}") }
        #expect(
            error?.description
                == "There is a project \"caf\u{E9}\" already. Choose another name, or remove that one: jobkit-demo projects remove.")
        #expect(try await fixture.projects.list().count == 1)
        #expect(try await fixture.queue.jobs().jobs.count == 1)
        await fixture.close()
    }

    @Test("Where the job cannot be stored there is no project either")
    func refusedJob() async throws {
        let fixture = try await ProjectsFixture()
        let plain = try DatabaseQueue(path: fixture.scratch.at("jobs.db"))
        try await plain.write {
            try $0.execute(sql: "CREATE TRIGGER no_job BEFORE INSERT ON jobkit_tag BEGIN SELECT raise(ABORT, 'refused'); END")
        }
        await #expect(throws: JobStoreError.self) { try await fixture.add("web") }
        #expect(try await fixture.projects.list().isEmpty)
        #expect(try await fixture.queue.jobs().jobs.isEmpty)
        await fixture.close()
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

    @Test("One job has one row, and its later note replaces the earlier")
    func oneRow() async throws {
        let fixture = try await ProjectsFixture()
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

    @Test("The latest result is the one that was found last, whichever is noted last")
    func latest() async throws {
        let fixture = try await ProjectsFixture()
        let project = try await fixture.add("web")
        let (early, late) = (entry(1), entry(2))
        #expect(try await fixture.projects.note(late, result(late, commit: "late"), of: project.id))
        #expect(try await fixture.projects.note(early, result(early, commit: "early"), of: project.id))
        #expect(try await fixture.projects.find(project.id)?.latest == result(late, commit: "late"))
        #expect(try await fixture.projects.history(of: project.id, limit: 10) == [late, early])
        #expect(try await fixture.projects.history(of: project.id, limit: 1) == [late])
        await fixture.close()
    }

    @Test("Nothing is noted of a project that is gone, and its history went with it")
    func removed() async throws {
        let fixture = try await ProjectsFixture()
        let project = try await fixture.add("web")
        #expect(try await fixture.projects.note(entry(1), nil, of: project.id))
        #expect(try await fixture.projects.remove(project.id))
        #expect(try await !fixture.projects.remove(project.id))
        #expect(try await !fixture.projects.note(entry(2), result(entry(2), commit: "c"), of: project.id))
        #expect(try await fixture.projects.history(of: project.id, limit: 10).isEmpty)
        await fixture.close()
    }

    @Test("The connection keeps to the rules for others on the file: no checkpoints, FULL, and the log is left as it is")
    func connection() async throws {
        let fixture = try await ProjectsFixture()
        let settings = try await fixture.projects.settings()
        #expect(settings == ["0", "2", "wal", "30000", "1"])
        for number in 0..<40 { try await fixture.add("p\(number)") }
        await fixture.projects.close()
        // The job store is the last to leave, and cleans up.
        await fixture.store.close()
        #expect(!fixture.scratch.exists("jobs.db-wal"))
        #expect(try FileManager.default.attributesOfItem(atPath: fixture.scratch.at("jobs.db"))[.posixPermissions] as? Int == 0o600)
    }

    @Test("Where another file took the place of this one nothing is acknowledged, even if that happens in the middle")
    func replaced() async throws {
        let fixture = try await ProjectsFixture()
        // As after the last look of the command: the connection goes on writing into the file that it has open.
        try await fixture.scratch.shell("cp jobs.db other.db; mv other.db jobs.db")
        let project = Project(id: ProjectID("p"), name: "web", repository: "/web", createdAt: fixture.clock.now)
        let draft = try fixture.queue.draft(RefreshProject(project: project.id, trigger: .added))
        let error = await #expect(throws: JobStoreError.self) { try await fixture.projects.add(project, firstRefresh: draft) }
        #expect(error?.code == .unusable)
        await fixture.close()
    }

    @Test("Several processes' worth of stores may prepare one new file at once")
    func prepareAtOnce() async throws {
        let scratch = try Scratch()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let store = SQLiteJobStore(path: scratch.at("jobs.db"))
                    try await store.prepare()
                    let projects = try await SQLiteProjectStore(path: scratch.at("jobs.db"), jobs: store)
                    #expect(try await projects.list().isEmpty)
                    await projects.close()
                    await store.close()
                }
            }
            try await group.waitForAll()
        }
    }
}
