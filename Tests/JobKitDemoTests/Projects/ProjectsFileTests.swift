import Foundation
import JobKit
import Testing

@testable import JobKitDemo

@Suite("The projects' store on a file")
struct ProjectsFileTests {
    @Test("The connection keeps to the rules for others on the file: no checkpoints, FULL, and the log is left as it is")
    func connection() async throws {
        let fixture = try await ProjectsFixture()
        let settings = try await #require(fixture.tables as? SQLiteTables).settings()
        #expect(settings == ["0", "2", "wal", "30000", "1"])
        for number in 0..<40 { try await fixture.add("p\(number)") }
        await fixture.tables.close()
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
}
