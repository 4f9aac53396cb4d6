import ArgumentParser
import JobKit

struct EnqueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enqueue", abstract: "Put a job into the queue and return at once.", subcommands: [EnqueueSummarize.self])
}

struct EnqueueSummarize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summarize", abstract: "Enqueue a summary of a git repository; prints the job's id.")

    @OptionGroup var options: StoreOptions

    @Argument(help: "A git URL (https or ssh) or the path of a repository.")
    var source: String

    func run() async throws {
        let source = try RepositoryArgument.source(self.source)
        guard options.store != .memory else {
            throw ValidationError("A job in memory: would end with this command. Use --store sqlite:PATH.")
        }
        let system = try await DemoSystem.open(options, .making)
        let handle = try await SummarizeJobs(queue: system.queue).enqueue(source, queue: DemoQueue.background)
        await system.close()
        try StandardOutput.write(handle.id.description)
    }
}
