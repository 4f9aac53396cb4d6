import ArgumentParser
import Foundation
import JobKit
import ServiceLifecycle

struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Run jobs until a signal comes (SIGINT or SIGTERM); then finish or give back what runs.")

    @OptionGroup var options: StoreOptions

    @Option(help: "How many jobs to run at once.")
    var concurrency = 2

    @Option(help: "How many seconds running jobs may take to finish after the signal.")
    var grace = 10

    func validate() throws {
        guard (1...64).contains(concurrency) else { throw ValidationError("--concurrency is 1 to 64, not \(concurrency).") }
        guard (0...3_600).contains(grace) else { throw ValidationError("--grace is 0 to 3600 seconds, not \(grace).") }
    }

    func run() async throws {
        let model = try SummaryModel.fromEnvironment()
        let system = try await DemoSystem.open(options, logLevel: .warning)
        try await system.removeLeftovers()
        var handlers = system.handlers(model: model)
        let projects = try await system.projects()
        if let projects { system.addRefreshes(of: projects, to: &handlers) }
        let worker = system.worker(
            handlers, queues: DemoQueue.all, concurrency: concurrency, gracePeriod: .seconds(grace))
        StandardError.write("Working on \(options.store.description); stop with Ctrl-C.")
        try await ServiceGroup(
            services: [worker], gracefulShutdownSignals: [.sigint, .sigterm], logger: system.services.logger
        ).run()
        await projects?.close()
        await system.store.close()
    }
}

/// The model that the environment names, if any.
enum SummaryModel {
    static func fromEnvironment() throws -> SummaryClient? {
        do {
            return try SummaryEndpoint.from(environment: ProcessInfo.processInfo.environment).map { endpoint in
                SummaryClient(endpoint: endpoint, now: { Int64(Date().timeIntervalSince1970) })
            }
        } catch let error as SummaryConfigurationError {
            throw ValidationError("\(error)")
        }
    }
}
