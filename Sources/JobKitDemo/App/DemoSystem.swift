import Foundation
import JobKit
import JobKitPostgres
import JobKitSQLite
import Logging

/// A store, a queue on it, and where clones live.
struct DemoSystem: Sendable {
    let store: any JobStore
    let services: PipelineServices

    var queue: JobQueue { services.queue }
    var codec: any JobCodec { services.queue.services.codec }
    var logger: Logger { services.queue.services.logger }

    /// Opens the store.
    ///
    /// - Parameters:
    ///   - access: a command that only reads makes neither file nor tables.
    ///   - logLevel: what is logged without `--verbose`; a command that shows its job's failure itself logs none.
    static func open(_ options: StoreOptions, _ access: StoreAccess, logLevel: Logger.Level = .critical) async throws -> DemoSystem {
        var logger = Logger(label: "jobkit-demo") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = options.verbose ? .info : logLevel
        return try await open(options.store, access, JobServices(logger: logger), ProcessInfo.processInfo.environment)
    }

    static func open(
        _ address: StoreAddress, _ access: StoreAccess, _ services: JobServices, _ environment: [String: String]
    ) async throws -> DemoSystem {
        let store = try address.open(services, access)
        try await store.prepare()
        return DemoSystem(
            store: store,
            services: PipelineServices(
                queue: JobQueue(store: store, services: services), workspace: address.workspace, tables: try address.tables(of: store),
                environment: environment))
    }

    func worker(_ handlers: JobHandlers, queues: [String], concurrency: Int, gracePeriod: Duration) -> Worker {
        // Short leases: after a crash the next run should not wait long for the lease of the one that died.
        Worker(
            store: store, handlers: handlers,
            configuration: WorkerConfiguration(
                queues: queues, concurrency: concurrency, lease: .seconds(3), pollInterval: .milliseconds(500),
                sweepInterval: .seconds(1), gracePeriod: gracePeriod),
            services: services.queue.services)
    }

    /// Removes clones of jobs that have ended or are gone.
    func removeLeftovers() async throws {
        let now = services.queue.services.environment.now()
        try await services.workspace.removeLeftovers(now: Date(timeIntervalSince1970: Double(now.microseconds) / 1_000_000)) { id in
            guard let job = try await queue.job(id) else { return .unknown }
            return job.state.isFinished ? .over : .needed
        }
    }

    /// In this order: the store of the jobs leaves the file last.
    func close() async {
        await services.tables?.close()
        await store.close()
    }
}

extension StoreAddress {
    /// The pipelines' own tables, in the database of the jobs; nil where the jobs are in none.
    fileprivate func tables(of store: any JobStore) throws -> (any Tables)? {
        switch (self, store) {
        case (.sqlite(let path), let jobs as SQLiteJobStore): try SQLiteTables(path: path, jobs: jobs)
        case (.postgres, let jobs as PostgresJobStore): PostgresTables(jobs: jobs)
        default: nil
        }
    }
}
