import JobKit

/// A project's refreshes, newest first: what the store of jobs knows, and what handlers noted of jobs that it has forgotten.
struct RefreshHistory: Sendable {
    let queue: JobQueue
    let projects: ProjectStore

    /// - Parameter limit: 1 to 1,000.
    func entries(of project: ProjectID, limit: Int) async throws -> [RefreshEntry] {
        let query = JobQuery(kinds: [RefreshProject.kind], tags: [project.tag])
        // The jobs first: one that is pruned between the two is in the notes by then.
        let jobs = try await queue.jobs(matching: query, page: PageRequest(limit: limit)).jobs
        let noted = try await projects.history(of: project, limit: limit)
        let known = jobs.map { RefreshEntry($0, codec: queue.services.codec) }
        let ids = Set(known.map(\.id))
        let all = known + noted.filter { !ids.contains($0.id) }
        return Array(all.sorted { ($0.created, $0.id) > ($1.created, $1.id) }.prefix(limit))
    }
}
