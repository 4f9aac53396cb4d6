import JobKit

/// The second system: how far a project's plan is, and what its repository is made of.
struct RefreshProject: Job {
    static let kind = "project.refresh"
    static var options: JobOptions {
        JobOptions(retry: .exponential(maxAttempts: 5, base: .seconds(2), cap: .seconds(300)), timeout: .seconds(3_600))
    }

    typealias Output = RefreshOutput

    enum Trigger: String, Codable, Sendable, CaseIterable {
        case added, manual, all
    }

    var project: ProjectID
    var trigger: Trigger

    /// The stages in their order; each but the last is a step of the job.
    enum Stage: String, RepositoryStage {
        case preflight, cloning, planning, skills, storing, finished
    }
}

/// The story of the job, from top to bottom. Each stage is a step: what an earlier attempt finished is not done again.
struct RefreshPipeline: Pipeline {
    typealias Work = RefreshProject

    let workspace: Workspace
    let queue: JobQueue
    let projects: ProjectStore
    /// For private repositories on one host.
    var credentials: HostCredentials?

    static var stages: [String] { RefreshProject.Stage.names }

    static func open(_ services: PipelineServices) async throws -> RefreshPipeline? {
        guard let tables = services.tables else { return nil }
        return RefreshPipeline(
            workspace: services.workspace, queue: services.queue, projects: try await ProjectStore(tables),
            credentials: services.credentials)
    }

    func register(in handlers: inout JobHandlers) {
        handlers.add(RefreshProject.self) { job, context in try await run(job, context) }
    }

    static func report(_ record: JobRecord, codec: any JobCodec) -> any Encodable { RefreshReport(RefreshEntry(record, codec: codec)) }

    func run(_ job: RefreshProject, _ context: JobContext) async throws -> RefreshOutput {
        guard let project = try await projects.find(job.project) else {
            throw DoNotRetry("The project was removed after this refresh had been asked for.")
        }
        do {
            return try await refresh(project, context)
        } catch {
            await noteFailure(error, of: project, context)
            throw error
        }
    }

    private func refresh(_ project: Project, _ context: JobContext) async throws -> RefreshOutput {
        let source = try RepositorySource(parsing: project.repository).authenticated(by: credentials)
        // Removed on every way out. After a kill -9 the directory stays, and the next attempt goes on with it.
        let place = try workspace.take(context.id)
        defer { place.remove() }
        let stages = StageRunner<RefreshProject.Stage>(context)

        let clone = try await stages.clone(source, into: place, ifItMovedOn: "Refresh it again to see the newer commit.")
        let plan = try await stages.run(.planning) { _ in
            let files = try await TrackedEntry.list(in: clone.directory, git: Git()).filter { $0.kind == .file }.map(\.name)
            return try PlanFile(checkout: clone).read(project.plan, among: files)
        }
        let skills = try await stages.run(.skills) { progress in
            try await SkillFinder().find(in: clone, progress: progress)
        }
        let output = RefreshOutput(
            tasksCount: plan.counts.tasks, progressPercentage: plan.counts.progressPercentage, skills: skills)
        _ = try await stages.run(.storing) { _ in
            try await store(output, plan, clone, of: project, context)
        }
        try await stages.finish()
        return output
    }

    /// One row for one job, however often this runs: a process may die between here and the settling of its job.
    private func store(
        _ output: RefreshOutput, _ plan: Plan, _ clone: Checkout, of project: Project, _ context: JobContext
    ) async throws -> Timestamp {
        var entry = try await entry(context, .completed)
        entry.result = .init(tasks: output.tasksCount, progressPercentage: output.progressPercentage)
        let result = ProjectResult(
            job: context.id, commit: clone.commit, branch: clone.branch, refreshedAt: entry.completed ?? entry.created, plan: plan,
            skills: output.skills)
        guard try await projects.note(entry, result, of: project.id) else {
            throw DoNotRetry("The project was removed while it was refreshed.")
        }
        return result.refreshedAt
    }

    /// For when the job itself is forgotten. Best effort: until then the job's own record says the same.
    private func noteFailure(_ error: any Error, of project: Project, _ context: JobContext) async {
        let isFinal = (error as? any RetryAdvising)?.retryAdvice == .never || context.job.attempt >= context.job.maxAttempts
        // An attempt that is cancelled may be given back; what becomes of it is not this handler's to say.
        guard isFinal, !context.isCancelled, var entry = try? await entry(context, .failed) else { return }
        entry.error = String("\(error)".prefix(2_000))
        _ = try? await projects.note(entry, nil, of: project.id)
    }

    /// This job's entry, ended now by the store's clock.
    private func entry(_ context: JobContext, _ status: JobState) async throws -> RefreshEntry {
        guard let record = try await queue.job(context.id) else { throw JobError.notFound(context.id) }
        var entry = RefreshEntry(record, codec: queue.services.codec)
        entry.status = status
        entry.completed = try await queue.overview().now
        entry.error = nil
        return entry
    }
}
