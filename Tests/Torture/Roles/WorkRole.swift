import JobKit
import JobKitProcesses
import Logging
import ServiceLifecycle

/// A worker for all kinds of `TortureJobs`, until SIGTERM.
struct WorkRole {
    private let worker: Worker
    private let store: any JobStore
    private let ledger: Ledger
    private let logger: Logger

    init(_ options: Options) throws {
        Leash.hold()
        var logger = Logger(label: "torture") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .notice
        self.logger = logger
        ledger = try Ledger(path: options.text("ledger"))
        store = try options.database().makeStore(options, logger: logger)
        let configuration = WorkerConfiguration(
            concurrency: try options.number("concurrency", 4), lease: try options.duration("lease", 500),
            pollInterval: try options.duration("poll", 200), sweepInterval: try options.duration("sweep", 150), retention: .forever,
            gracePeriod: .seconds(5))
        worker = Worker(
            store: store, handlers: TortureHandlers(ledger: ledger).all, configuration: configuration, services: JobServices(logger: logger)
        )
    }

    func run() async throws {
        try await store.prepareAtLast()
        ledger.note(.begin)
        try await ServiceGroup(services: [worker], gracefulShutdownSignals: [.sigterm], logger: logger).run()
        await store.close()
    }
}
