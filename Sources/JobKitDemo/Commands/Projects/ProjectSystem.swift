import ArgumentParser
import JobKit

/// The demo's system and the projects in its database.
struct ProjectSystem: Sendable {
    let system: DemoSystem
    let projects: ProjectStore

    /// - Throws: `ValidationError` for a store that is no database.
    static func open(_ options: StoreOptions, _ access: StoreAccess) async throws -> ProjectSystem {
        guard options.store != .memory else {
            throw ValidationError(
                "Projects live in a database, beside their jobs, and memory: is none. Use --store sqlite:PATH or postgres://….")
        }
        let system = try await DemoSystem.open(options, access)
        guard let tables = system.services.tables else { throw StoreOptions.unreadable }
        return ProjectSystem(system: system, projects: try await ProjectStore(tables, makesTables: access == .making))
    }

    var jobs: ProjectJobs { ProjectJobs(queue: system.queue, projects: projects) }
    var history: RefreshHistory { RefreshHistory(queue: system.queue, projects: projects) }

    func close() async { await system.close() }
}
