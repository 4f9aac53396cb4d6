import JobKit

/// Where projects live: in the database of their jobs, so that a project and its first refresh are one transaction.
protocol ProjectStore: Sendable {
    /// Stores a project together with its first refresh: both or, when it throws, neither.
    ///
    /// - Throws: `ProjectError.nameTaken`.
    func add(_ project: Project, firstRefresh: JobDraft) async throws

    /// Removes a project and its history; its jobs are the queue's to cancel. Returns false when there was none.
    func remove(_ id: ProjectID) async throws -> Bool

    /// All projects, by name.
    func list() async throws -> [Project]

    func find(_ id: ProjectID) async throws -> Project?
    func find(name: String) async throws -> Project?

    /// Writes how a refresh ended: one row for a job, whose later note replaces the earlier. A result becomes the project's latest unless a newer
    /// one is there.
    ///
    /// - Returns: false, and nothing is written, when there is no such project any more.
    func note(_ refresh: RefreshEntry, _ result: ProjectResult?, of project: ProjectID) async throws -> Bool

    /// What was noted, newest first by the creation of the jobs.
    func history(of project: ProjectID, limit: Int) async throws -> [RefreshEntry]

    /// To be called before the store of the jobs is closed.
    func close() async
}
