import ArgumentParser
import JobKit

struct ProjectsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "projects", abstract: "Follow repositories: how far their plans are, and what they are made of.",
        subcommands: [ProjectsAdd.self, ProjectsList.self, ProjectsShow.self, ProjectsJobs.self, ProjectsRemove.self],
        defaultSubcommand: ProjectsList.self)
}

struct ProjectsAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a project and ask for its first refresh.",
        discussion: """
            The plan is a Markdown file with task lists. Without --plan it is the first of \(PlanFile.names.joined(separator: ", ")) that exists, \
            else the README.
            """)

    @OptionGroup var options: StoreOptions

    @Option(help: ArgumentHelp("A git URL (https or ssh) or the path of a repository.", valueName: "url or path"))
    var repository: String

    @Option(help: ArgumentHelp("The plan, relative to the repository's root.", valueName: "file"))
    var plan: String?

    @Flag(help: "Print the project, and the job that refreshes it first, as JSON.")
    var json = false

    @Argument(help: "What the project is called, 1 to 64 characters.")
    var name: String

    func run() async throws {
        let source = try RepositoryArgument.source(repository)
        // Before a database is made for what will be refused.
        let name = try wrongUse { try ProjectRules.name(self.name) }
        if let plan { _ = try wrongUse { try ProjectRules.plan(plan) } }
        let opened = try await ProjectSystem.open(options, .making)
        let job = try await opened.jobs.add(name: name, source, plan: plan)
        let project = try await opened.jobs.find(name)
        await opened.close()
        if json { return try StandardOutput.write(ReportJSON.text(AdditionReport(project: ProjectReport(project), job: job.description))) }
        try StandardOutput.write("Added \(name). Its first refresh is job \(job).")
        StandardError.write("`jobkit-demo work` runs it; `jobkit-demo refresh NAME --wait` looks at once.")
    }

}

struct ProjectsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The projects by name, as their latest refresh found them.")

    @OptionGroup var options: StoreOptions

    @Flag(help: "Print the projects as JSON.")
    var json = false

    func run() async throws {
        let opened = try await ProjectSystem.open(options, .existing)
        let projects = try await opened.projects.list()
        await opened.close()
        try StandardOutput.write(json ? try ReportJSON.text(projects.map(ProjectReport.init)) : ProjectText.list(projects))
    }
}

struct ProjectArgument: ParsableArguments {
    @OptionGroup var options: StoreOptions

    @Argument(help: "The project's name.")
    var name: String
}

struct ProjectsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One project: progress by section of its plan, and skills with their evidence.")

    @OptionGroup var argument: ProjectArgument

    @Flag(help: "Print the project as JSON.")
    var json = false

    func run() async throws {
        let opened = try await ProjectSystem.open(argument.options, .existing)
        let project = try await opened.jobs.find(argument.name)
        let newest = try await opened.history.entries(of: project.id, limit: 1).first
        await opened.close()
        try StandardOutput.write(json ? try ReportJSON.text(ProjectReport(project)) : ProjectText.details(project, newest: newest))
    }
}

struct ProjectsJobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "jobs", abstract: "Every refresh of a project, newest first.")

    @OptionGroup var argument: ProjectArgument

    @Option(help: "At most this many, 1 to 1000.")
    var limit = 50

    @Flag(help: "Print the refreshes as JSON.")
    var json = false

    func validate() throws { try Limits.check(limit) }

    func run() async throws {
        let opened = try await ProjectSystem.open(argument.options, .existing)
        let project = try await opened.jobs.find(argument.name)
        let entries = try await opened.history.entries(of: project.id, limit: limit)
        await opened.close()
        try StandardOutput.write(json ? try ReportJSON.text(entries.map(RefreshReport.init)) : ProjectText.history(entries))
    }
}

struct ProjectsRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a project with its history, and cancel its refreshes.")

    @OptionGroup var argument: ProjectArgument

    @Flag(help: "Print what was removed as JSON.")
    var json = false

    func run() async throws {
        let opened = try await ProjectSystem.open(argument.options, .existing)
        let project = try await opened.jobs.find(argument.name)
        let cancelled = try await opened.jobs.remove(project)
        await opened.close()
        if json {
            return try StandardOutput.write(
                ReportJSON.text(RemovalReport(id: project.id.text, name: project.name, cancelledJobs: cancelled)))
        }
        let jobs = cancelled == 0 ? "" : " and cancelled \(Wording.count(cancelled, "refresh", "refreshes"))"
        try StandardOutput.write("Removed \(project.name)\(jobs).")
    }
}
