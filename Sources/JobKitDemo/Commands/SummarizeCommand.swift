import ArgumentParser
import Foundation
import JobKit

struct SummarizeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summarize",
        abstract: "Take a git repository through the queue and print a page that explains it.",
        discussion: """
            With JOBKIT_SUMMARY_PROVIDER (openai or anthropic), JOBKIT_SUMMARY_MODEL and JOBKIT_SUMMARY_API_KEY set, or OPENAI_MODEL or ANTHROPIC_MODEL
            with its key, a model writes the page.
            Exit codes: 0 done, 1 the job failed, 64 wrong use, 130 interrupted; the same command then resumes the job.
            """)

    @OptionGroup var options: StoreOptions

    @Flag(help: "Print the task as JSON.")
    var json = false

    @Option(help: ArgumentHelp("Stop in this stage until the process is killed, to see a crash resumed.", valueName: "stage"))
    var pauseAt: SummarizeRepository.Stage?

    @Argument(help: "A git URL (https or ssh) or the path of a repository.")
    var source: String

    func run() async throws {
        let source = try RepositoryArgument.source(self.source)
        // Before a database is made: what the environment says of a model may be wrong.
        _ = try wrongUse { try SummaryClient.from(environment: ProcessInfo.processInfo.environment) }
        let system = try await DemoSystem.open(options, .making)
        var handlers = JobHandlers()
        if var pipeline = try SummarizePipeline.open(system.services) {
            pipeline.pauseAt = pauseAt
            pipeline.register(in: &handlers)
        }
        let job = try await SummarizeJobs(queue: system.queue).findOrEnqueue(source, queue: DemoQueue.foreground)
        let record = try await ForegroundRun(system: system, found: job, stages: SummarizeRepository.Stage.names, isQuiet: json).run(
            handlers)
        await system.close()
        try ForegroundRun<SummarizeRepository>.checkEnded(record)
        try finish(record, codec: system.codec)
    }

    private func finish(_ record: JobRecord, codec: any JobCodec) throws {
        let report = TaskReport(record, codec: codec)
        if json {
            try StandardOutput.write(report.json(pretty: true))
        } else if let page = report.meta.summary {
            try PageOutput.write(page)
        }
        guard record.state == .completed else {
            StandardError.write(FailureText.of(record))
            throw ExitCode.failure
        }
    }
}

extension SummarizeRepository.Stage: ExpressibleByArgument {}
