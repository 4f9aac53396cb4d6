import Foundation
import JobKit
import JobKitPostgres
import JobKitSQLite
import JobKitTesting
import Logging

@testable import JobKitDemo

/// A real database with jobs and projects, on a clock that stands still, and real repositories.
struct ProjectsFixture {
    let scratch: Scratch
    let clock = ManualClock()
    /// Where the projects are in PostgreSQL.
    let database: OwnDatabase?
    let store: any JobStore
    let queue: JobQueue
    let tables: any Tables
    let projects: ProjectStore

    var jobs: ProjectJobs { ProjectJobs(queue: queue, projects: projects) }
    var history: RefreshHistory { RefreshHistory(queue: queue, projects: projects) }

    init(_ kind: ProjectDatabase = .sqlite) async throws {
        scratch = try Scratch()
        switch kind {
        case .sqlite:
            database = nil
            let jobs = SQLiteJobStore(path: scratch.at("jobs.db"), environment: clock.environment)
            store = jobs
            try await store.prepare()
            tables = try SQLiteTables(path: scratch.at("jobs.db"), jobs: jobs)
        case .postgres:
            let own = try OwnDatabase()
            database = own
            let jobs = try PostgresJobStore(connection: own.connection)
            store = ClockedStore(jobs, clock.environment) { try own.script($0.replacing("{jobkit}", with: "jobkit")) }
            try await store.prepare()
            tables = PostgresTables(jobs: jobs)
        }
        projects = try await ProjectStore(tables)
        var logger = Logger(label: "projects")
        logger.logLevel = .critical
        queue = JobQueue(store: store, services: JobServices(environment: clock.environment, logger: logger))
    }

    /// - Parameter projects: what the handler is given in place of the store.
    func handlers(_ projects: ProjectStore? = nil) -> JobHandlers {
        let pipeline = RefreshPipeline(
            workspace: Workspace(root: scratch.at("checkouts")), queue: queue, projects: projects ?? self.projects)
        var handlers = JobHandlers()
        handlers.add(RefreshProject.self) { job, context in try await pipeline.run(job, context) }
        return handlers
    }

    func repository(_ name: String = "web", plan: String = "# Now\n- [x] a\n- [ ] b\n- [-] c\n") async throws {
        try scratch.write("\(name)/PLAN.md", plan)
        try scratch.write("\(name)/app.py", "import flask\n")
        try await scratch.commit(name)
    }

    @discardableResult
    func add(_ name: String, repository: String = "web", plan: String? = nil) async throws -> Project {
        _ = try await jobs.add(name: name, try scratch.source(repository), plan: plan)
        return try await jobs.find(name)
    }

    func entries(_ project: Project, limit: Int = 50) async throws -> [RefreshEntry] {
        try await history.entries(of: project.id, limit: limit)
    }

    func close() async {
        await tables.close()
        await store.close()
    }
}
