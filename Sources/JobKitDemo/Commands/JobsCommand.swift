import ArgumentParser
import Foundation
import JobKit

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Look at jobs, cancel and retry them.",
        subcommands: [JobsList.self, JobsShow.self, JobsCancel.self, JobsRetry.self, JobsStats.self], defaultSubcommand: JobsList.self)
}

struct JobsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The jobs, newest first.")

    @OptionGroup var options: StoreOptions

    @Option(parsing: .upToNextOption, help: "Only jobs in these states: \(JobState.allCases.map(\.rawValue).joined(separator: ", ")).")
    var state: [JobState] = []

    @Option(help: "Only jobs of this kind.")
    var kind: String?

    @Option(help: "Only jobs with this tag; may be given again.")
    var tag: [String] = []

    @Option(help: "At most this many, 1 to 1000.")
    var limit = 20

    func run() async throws {
        let system = try await DemoSystem.open(options)
        let query = JobQuery(states: state.isEmpty ? nil : Set(state), kinds: kind.map { [$0] }, tags: tag)
        let page = try await system.queue.jobs(matching: query, page: PageRequest(limit: limit))
        await system.store.close()
        var table = TextTable(["ID", "KIND", "STATE", "STAGE", "ATTEMPT", "CREATED", "TAGS"])
        for job in page.jobs {
            table.add([
                job.id.description, job.kind, job.state.rawValue, job.progress?.stage ?? "", "\(job.attempt)/\(job.maxAttempts)",
                job.createdAt.description, job.tags.joined(separator: " "),
            ])
        }
        StandardOutput.write(page.jobs.isEmpty ? "No jobs." : table.text)
        if page.next != nil { StandardError.write("There are more; raise --limit.") }
    }
}

extension JobState: ExpressibleByArgument {}

struct JobArgument: ParsableArguments {
    @OptionGroup var options: StoreOptions

    @Argument(help: "The id of a job, as `enqueue` and `jobs list` print it.")
    var id: String

    func jobID() throws -> JobID {
        guard let id = JobID(id) else {
            throw ValidationError("\"\(TerminalSafety.cleaned(id))\" is no job id; `jobkit-demo jobs list` shows the ids.")
        }
        return id
    }
}

struct JobsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One job with its progress, steps, errors and result.")

    @OptionGroup var argument: JobArgument

    @Flag(help: "Print the task as JSON.")
    var json = false

    func run() async throws {
        let id = try argument.jobID()
        let system = try await DemoSystem.open(argument.options)
        guard let record = try await system.queue.job(id) else { throw JobError.notFound(id) }
        let steps = try await system.queue.finishedSteps(of: id)
        await system.store.close()
        let report = TaskReport(record, codec: system.services.codec)
        if json {
            let isRefresh = record.kind == RefreshProject.kind
            let refresh = RefreshReport(RefreshEntry(record, codec: system.services.codec))
            return StandardOutput.write(isRefresh ? try ReportJSON.text(refresh) : try report.json(pretty: true))
        }
        StandardOutput.write(JobDetails.text(record, steps: steps))
        if let page = report.meta.summary { PageOutput.write(page) }
    }
}

struct JobsCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "cancel", abstract: "Cancel a job that waits or runs.")

    @OptionGroup var argument: JobArgument

    func run() async throws {
        let id = try argument.jobID()
        let system = try await DemoSystem.open(argument.options)
        let record = try await system.queue.cancel(id)
        await system.store.close()
        let outcome =
            record.state == .running ? "is asked to stop; its worker hears of it within a second" : "is \(record.state.rawValue)"
        StandardOutput.write("Job \(id) \(outcome).")
    }
}

struct JobsRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Make a failed, cancelled or expired job due again; finished stages are not repeated.")

    @OptionGroup var argument: JobArgument

    func run() async throws {
        let id = try argument.jobID()
        let system = try await DemoSystem.open(argument.options)
        let record = try await system.queue.retry(id)
        await system.store.close()
        StandardOutput.write("Job \(id) is \(record.state.rawValue).")
    }
}

struct JobsStats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "How many jobs there are by queue, kind and state; workers; kinds that nobody handles.")

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let system = try await DemoSystem.open(options)
        let counts = try await system.queue.counts()
        let overview = try await system.queue.overview()
        let unhandled = try await system.queue.unhandledKinds(window: .seconds(10))
        await system.store.close()
        var table = TextTable(["QUEUE", "KIND", "STATE", "JOBS"])
        for count in counts.sorted(by: { ($0.queue, $0.kind, $0.state.rawValue) < ($1.queue, $1.kind, $1.state.rawValue) }) {
            table.add([count.queue, count.kind, count.state.rawValue, "\(count.count)"])
        }
        StandardOutput.write(counts.isEmpty ? "No jobs." : table.text)
        let living = overview.workers.filter { $0.seenAt.duration(to: overview.now) <= .seconds(10) }
        StandardOutput.write(living.isEmpty ? "No worker is running." : "Workers: " + living.map(\.id).joined(separator: ", "))
        if !overview.pausedQueues.isEmpty {
            StandardOutput.write("Paused queues: " + overview.pausedQueues.sorted().joined(separator: ", "))
        }
        if !unhandled.isEmpty {
            StandardOutput.write("Waiting, and no running worker handles them: " + unhandled.joined(separator: ", "))
        }
    }
}
