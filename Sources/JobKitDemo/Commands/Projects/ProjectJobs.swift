import JobKit

/// Finds and makes projects and the jobs that refresh them.
struct ProjectJobs: Sendable {
    let queue: JobQueue
    let projects: any ProjectStore

    func find(_ name: String) async throws -> Project {
        // As a name is stored; one that could not be is not there.
        guard let name = try? ProjectRules.name(name), let project = try await projects.find(name: name) else {
            throw ProjectError.unknown(name)
        }
        return project
    }

    /// - Returns: the id of the project's first refresh.
    func add(name: String, _ source: RepositorySource, plan: String?) async throws -> JobID {
        let project = Project(
            id: ProjectID(queue.services.environment.makeJobID().description), name: try ProjectRules.name(name),
            repository: source.display, plan: try plan.map { try ProjectRules.plan($0) }, createdAt: try await queue.overview().now)
        let first = try draft(project, .added, priority: .normal)
        try await projects.add(project, firstRefresh: first)
        return first.id
    }

    func refresh(_ project: Project) async throws -> JobID {
        let draft = try draft(project, .manual, priority: .high)
        try await queue.enqueue(drafts: [draft])
        return draft.id
    }

    /// One refresh for each project, all in one commit.
    func refreshAll() async throws -> [(project: Project, job: JobID)] {
        let all = try await projects.list().map { project in (project, try draft(project, .all, priority: .normal)) }
        try await queue.enqueue(drafts: all.map(\.1))
        return all.map { ($0.0, $0.1.id) }
    }

    /// The refresh that somebody waited for at a terminal and that has not ended, or a new one.
    func findOrRefresh(_ project: Project) async throws -> FoundJob<RefreshProject> {
        let query = JobQuery(
            states: Set(JobState.allCases.filter { !$0.isFinished }), kinds: [RefreshProject.kind], queues: [DemoQueue.foreground],
            tags: [project.id.tag])
        if let record = try await queue.jobs(matching: query, page: PageRequest(limit: 1)).jobs.first {
            return FoundJob(handle: queue.handle(for: record.id, as: RefreshProject.self), queue: record.queue, earlier: record)
        }
        let draft = try draft(project, .manual, queue: DemoQueue.foreground, priority: .high)
        try await queue.enqueue(drafts: [draft])
        return FoundJob(handle: queue.handle(for: draft.id, as: RefreshProject.self), queue: draft.queue)
    }

    /// Removes the project, its history, and what is still to be done for it.
    ///
    /// - Returns: how many refreshes were cancelled. One that is asked for at this moment finds its project gone and fails with that reason.
    func remove(_ project: Project) async throws -> Int {
        guard try await projects.remove(project.id) else { throw ProjectError.unknown(project.name) }
        let query = JobQuery(
            states: Set(JobState.allCases.filter { !$0.isFinished }), kinds: [RefreshProject.kind], tags: [project.id.tag])
        var cancelled = 0
        var page = PageRequest(limit: 1_000)
        while true {
            let found = try await queue.jobs(matching: query, page: page)
            for job in found.jobs {
                try await queue.cancel(job.id)
                cancelled += 1
            }
            guard let next = found.next else { return cancelled }
            page.after = next
        }
    }

    private func draft(
        _ project: Project, _ trigger: RefreshProject.Trigger, queue name: String = DemoQueue.background, priority: JobPriority
    ) throws -> JobDraft {
        try queue.draft(
            RefreshProject(project: project.id, trigger: trigger),
            options: EnqueueOptions(queue: name, priority: priority, tags: [project.id.tag]))
    }
}
