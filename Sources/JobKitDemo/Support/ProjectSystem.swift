import ArgumentParser
import Foundation
import JobKit
import JobKitPostgres
import JobKitSQLite

/// The demo's system and the projects in its database.
struct ProjectSystem: Sendable {
    let system: DemoSystem
    let projects: any ProjectStore

    /// - Throws: `ValidationError` for a store that is no database.
    static func open(_ options: StoreOptions) async throws -> ProjectSystem {
        let noDatabase = ValidationError(
            "Projects live in a database, beside their jobs, and memory: is none. Use --store sqlite:PATH or postgres://….")
        guard options.store != .memory else { throw noDatabase }
        let system = try await DemoSystem.open(options)
        guard let projects = try await system.projects() else { throw noDatabase }
        return ProjectSystem(system: system, projects: projects)
    }

    var jobs: ProjectJobs { ProjectJobs(queue: system.queue, projects: projects) }
    var history: RefreshHistory { RefreshHistory(queue: system.queue, projects: projects) }

    /// In this order: the store of the jobs leaves the file last.
    func close() async {
        await projects.close()
        await system.store.close()
    }
}

extension DemoSystem {
    /// The projects in the database of the jobs; nil where the jobs are in none.
    func projects() async throws -> (any ProjectStore)? {
        switch (address, store) {
        case (.sqlite(let path), let jobs as SQLiteJobStore): try await SQLiteProjectStore(path: path, jobs: jobs)
        case (.postgres(let address), let jobs as PostgresJobStore): try await PostgresProjectStore(address, jobs: jobs)
        default: nil
        }
    }

    /// Adds what refreshes projects.
    func addRefreshes(of projects: any ProjectStore, to handlers: inout JobHandlers) {
        let pipeline = RefreshPipeline(
            workspace: workspace, queue: queue, projects: projects,
            credentials: HostCredentials(environment: ProcessInfo.processInfo.environment))
        handlers.add(RefreshProject.self) { job, context in try await pipeline.run(job, context) }
    }
}
