import ArgumentParser
import JobKit

struct RefreshCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh", abstract: "Look at a project's repository again; prints the job's id, or with --wait what was found.",
        discussion: "Exit codes: 0 done, 1 the job failed, 64 wrong use, 130 interrupted; the same command then resumes the job.")

    @OptionGroup var options: StoreOptions

    @Flag(help: "Work on it here, or follow whoever does, and print the result.")
    var wait = false

    @Flag(help: "Refresh every project, behind those that somebody asked for by name.")
    var all = false

    @Flag(help: "With --wait: print the project as JSON.")
    var json = false

    @Argument(help: "The project's name.")
    var name: String?

    func validate() throws {
        guard all == (name == nil) else { throw ValidationError("Give the name of one project, or --all.") }
        guard !(all && wait) else { throw ValidationError("--wait follows one project; leave it out with --all.") }
        guard wait || !json else { throw ValidationError("--json prints what --wait waits for; give both.") }
    }

    func run() async throws {
        // Working on it here needs more than reading.
        let opened = try await ProjectSystem.open(options, wait ? .making : .existing)
        guard let name else { return try await refreshAll(opened) }
        let project = try await opened.jobs.find(name)
        if wait { return try await follow(project, opened) }
        let id = try await opened.jobs.refresh(project)
        await opened.close()
        try StandardOutput.write(id.description)
    }

    private func refreshAll(_ opened: ProjectSystem) async throws {
        let refreshes = try await opened.jobs.refreshAll()
        await opened.close()
        if refreshes.isEmpty { StandardError.write("There are no projects.") }
        for refresh in refreshes { try StandardOutput.write("\(refresh.job)  \(refresh.project.name)") }
    }

    private func follow(_ project: Project, _ opened: ProjectSystem) async throws {
        var handlers = JobHandlers()
        try await RefreshPipeline.open(opened.system.services)?.register(in: &handlers)
        let run = ForegroundRun(
            system: opened.system, found: try await opened.jobs.findOrRefresh(project), stages: RefreshProject.Stage.names, isQuiet: json)
        let record = try await run.run(handlers)
        let refreshed = try await opened.projects.find(project.id)
        await opened.close()
        try ForegroundRun<RefreshProject>.checkEnded(record)
        guard record.state == .completed, let refreshed else {
            StandardError.write(FailureText.of(record))
            throw ExitCode.failure
        }
        try StandardOutput.write(json ? try ReportJSON.text(ProjectReport(refreshed)) : ProjectText.details(refreshed))
    }
}
