import ArgumentParser
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

    @Flag(help: "Print the jobs as JSON.")
    var json = false

    func validate() throws { try Limits.check(limit) }

    func run() async throws {
        let system = try await DemoSystem.open(options, .existing)
        let query = JobQuery(states: state.isEmpty ? nil : Set(state), kinds: kind.map { [$0] }, tags: tag)
        let page = try await system.queue.jobs(matching: query, page: PageRequest(limit: limit))
        await system.close()
        let codec = system.codec
        try StandardOutput.write(json ? try ReportJSON.text(page.jobs.map { JobReport($0, codec: codec) }) : JobText.list(page.jobs))
        if page.next != nil { StandardError.write("There are more; raise --limit.") }
    }
}

extension JobState: ExpressibleByArgument {}

enum Limits {
    static func check(_ limit: Int) throws {
        guard (1...1_000).contains(limit) else { throw ValidationError("--limit is 1 to 1000, not \(limit).") }
    }
}

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
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One job with its progress, steps, payload, output and errors.")

    @OptionGroup var argument: JobArgument

    @Flag(help: "Print the job as JSON.")
    var json = false

    func run() async throws {
        let id = try argument.jobID()
        let system = try await DemoSystem.open(argument.options, .existing)
        guard let record = try await system.queue.job(id) else { throw JobError.notFound(id) }
        let pipeline = PipelineList.of(kind: record.kind)
        let stages = pipeline?.stages ?? []
        let steps = try await system.queue.finishedSteps(of: id).sorted { stages.place(of: $0) < stages.place(of: $1) }
        await system.close()
        if json { return try StandardOutput.write(ReportJSON.text(JobReport(record, steps: steps, codec: system.codec))) }
        let page = pipeline?.page(record, codec: system.codec)
        try StandardOutput.write(JobDetails.text(record, steps: steps, hasPage: page != nil))
        if let page { try PageOutput.write(page) }
    }
}

extension [String] {
    fileprivate func place(of name: String) -> Int { firstIndex(of: name) ?? endIndex }
}

struct JobsCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "cancel", abstract: "Cancel a job that waits or runs.")

    @OptionGroup var argument: JobArgument

    func run() async throws {
        let id = try argument.jobID()
        let system = try await DemoSystem.open(argument.options, .existing)
        let record = try await system.queue.cancel(id)
        await system.close()
        let outcome =
            record.state == .running ? "is asked to stop; its worker hears of it within a second" : "is \(record.state.rawValue)"
        try StandardOutput.write("Job \(id) \(outcome).")
    }
}

struct JobsRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Make a failed, cancelled or expired job due again; finished stages are not repeated.")

    @OptionGroup var argument: JobArgument

    func run() async throws {
        let id = try argument.jobID()
        let system = try await DemoSystem.open(argument.options, .existing)
        let record = try await system.queue.retry(id)
        await system.close()
        try StandardOutput.write("Job \(id) is \(record.state.rawValue).")
    }
}

struct JobsStats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "How many jobs there are by queue, kind and state; workers; kinds that nobody handles.")

    @OptionGroup var options: StoreOptions

    @Flag(help: "Print the figures as JSON.")
    var json = false

    func run() async throws {
        let system = try await DemoSystem.open(options, .existing)
        let report = StatsReport(
            counts: try await system.queue.counts(), overview: try await system.queue.overview(),
            unhandled: try await system.queue.unhandledKinds(window: StatsReport.living))
        await system.close()
        try StandardOutput.write(json ? try ReportJSON.text(report) : report.text)
    }
}
