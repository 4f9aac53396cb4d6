import JobKit

/// Finds and makes projects and the jobs that refresh them.
struct ProjectJobs: Sendable {
    let queue: JobQueue
    let projects: ProjectStore

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
        let first = try draft(project, .added, behind: nil, priority: .normal)
        try await projects.add(project, firstRefresh: first)
        return first.id
    }

    /// The refresh that waits already, or a new one.
    func refresh(_ project: Project) async throws -> JobID { try await found(project, .manual, .high).id }

    /// For each project the refresh that waits already, or a new one.
    func refreshAll() async throws -> [(project: Project, job: JobID)] {
        var all: [(Project, JobID)] = []
        for project in try await projects.list() { all.append((project, try await found(project, .all, .normal).id)) }
        return all
    }

    /// The refresh that has not ended, or a new one.
    func findOrRefresh(_ project: Project) async throws -> FoundJob<RefreshProject> {
        let running = try await newest(project, [.running])
        let record = if let running { running } else { try await found(project, .manual, .high, queue: DemoQueue.foreground) }
        return FoundJob(
            handle: queue.handle(for: record.id, as: RefreshProject.self), queue: record.queue,
            earlier: record.attempt > 0 || record.queue != DemoQueue.foreground ? record : nil)
    }

    /// The refresh that waits, or a new one behind those that are over.
    private func found(
        _ project: Project, _ trigger: RefreshProject.Trigger, _ priority: JobPriority, queue name: String = DemoQueue.background
    ) async throws -> JobRecord {
        var behind = try await RefreshHistory(queue: queue, projects: projects).entries(of: project.id, limit: 1).first?.id
        while true {
            if let waiting = try await newest(project, [.pending, .scheduled]) { return waiting }
            let draft = try draft(project, trigger, behind: behind, queue: name, priority: priority)
            try await queue.enqueue(drafts: [draft])
            // Another caller's, if it came first; and over by now, if that was long ago.
            guard let record = try await queue.job(draft.id) else { throw ProjectError.unknown(project.name) }
            if !record.state.isFinished { return record }
            behind = record.id
        }
    }

    private func newest(_ project: Project, _ states: Set<JobState>) async throws -> JobRecord? {
        let query = JobQuery(states: states, kinds: [RefreshProject.kind], tags: [project.id.tag])
        return try await queue.jobs(matching: query, page: PageRequest(limit: 1)).jobs.first
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

    /// Two who ask at once for the refresh behind the same one make the same job, which is stored once.
    private func draft(
        _ project: Project, _ trigger: RefreshProject.Trigger, behind newest: JobID?, queue name: String = DemoQueue.background,
        priority: JobPriority
    ) throws -> JobDraft {
        try queue.draft(
            RefreshProject(project: project.id, trigger: trigger),
            options: EnqueueOptions(
                id: newest.map(Self.id(behind:)) ?? JobID(project.id.text), queue: name, priority: priority, tags: [project.id.tag]))
    }

    /// Derived from the id of the refresh before, and sorted like it.
    private static func id(behind newest: JobID) -> JobID {
        // The finalizer of SplitMix64: every bit of the old id counts in the new one.
        var bits = newest.low &+ 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return JobID(high: newest.high, low: bits ^ (bits >> 31))
    }
}
