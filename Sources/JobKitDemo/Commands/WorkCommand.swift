import ArgumentParser
import Foundation
import JobKit
import ServiceLifecycle
import UnixSignals

struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work",
        abstract: "Run jobs until a signal comes (SIGINT or SIGTERM); then finish what runs, or at a second signal give it back.")

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
        _ = try wrongUse { try SummaryClient.from(environment: ProcessInfo.processInfo.environment) }
        let system = try await DemoSystem.open(options, .making, logLevel: .info)
        try await system.removeLeftovers()
        let worker = system.worker(
            try await system.handlers(), queues: DemoQueue.all, concurrency: concurrency, gracePeriod: .seconds(grace))
        StandardError.write("Working on \(options.store.description); stop with Ctrl-C.")
        let group = ServiceGroup(services: [worker], logger: system.logger)
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let stopping = Task { [grace] in await Self.heed(signals, group, worker, grace: grace) }
        defer { stopping.cancel() }
        try await group.run()
        await system.close()
    }

    /// The first signal lets running jobs finish, the second gives them back.
    private static func heed(_ signals: UnixSignalsSequence, _ group: ServiceGroup, _ worker: Worker, grace: Int) async {
        var isStopping = false
        for await _ in signals {
            if isStopping {
                worker.stopAtOnce()
            } else {
                isStopping = true
                StandardError.write("Stopping: running jobs have \(grace) seconds to finish. Ctrl-C again gives them back at once.")
                await group.triggerGracefulShutdown()
            }
        }
    }
}
