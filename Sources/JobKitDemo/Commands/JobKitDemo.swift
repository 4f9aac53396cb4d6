import ArgumentParser
import JobKit

@main
struct JobKitDemo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobkit-demo",
        abstract: "Real pipelines on JobKit's queue.",
        discussion: """
            Try: jobkit-demo summarize .
            Jobs are kept in data/jobs.db unless --store says otherwise, so a run that was interrupted, even by kill -9, goes on where it was \
            when the same command is given again.
            """,
        subcommands: [
            SummarizeCommand.self, ProjectsCommand.self, RefreshCommand.self, EnqueueCommand.self, WorkCommand.self, JobsCommand.self,
            DoctorCommand.self, MigrateCommand.self,
        ])
}
