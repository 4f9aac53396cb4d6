import Hummingbird
import JobKit
import JobKitSQLite
import Logging

struct MakeReport: Job {
    static let kind = "make-report"
    static var options: JobOptions { JobOptions(retry: .exponential(maxAttempts: 5), timeout: .seconds(60)) }
    typealias Output = MonthlyReport
    var month: String
}

struct MonthlyReport: Codable, Sendable, Equatable {
    var month: String
    var orders: Int
}

func makeHandlers(countOrders: @escaping @Sendable (String) async throws -> Int) -> JobHandlers {
    var handlers = JobHandlers()
    handlers.add(MakeReport.self) { job, context in
        try await context.progress(stage: "counting", fraction: 0.1)
        return MonthlyReport(month: job.month, orders: try await countOrders(job.month))
    }
    return handlers
}

/// What the service answers about a report that was asked for.
struct ReportStatus: ResponseCodable, Equatable {
    var id: String
    var state: JobState
    var fraction: Double?
    var report: MonthlyReport?
    var problem: String?
}

func makeRouter(_ queue: JobQueue) -> Router<BasicRequestContext> {
    let router = Router()
    router.post("reports") { request, context in
        let job = try await request.decode(as: MakeReport.self, context: context)
        let handle = try await queue.enqueue(job, options: EnqueueOptions(tags: ["month:\(job.month)"]))
        return Response(status: .accepted, headers: [.location: "/reports/\(handle.id)"])
    }
    router.get("reports/:id") { _, context -> ReportStatus in
        guard let id = context.parameters.get("id", as: JobID.self),
            let record = try await queue.job(id), record.kind == MakeReport.kind
        else { throw HTTPError(.notFound) }
        var status = ReportStatus(id: "\(id)", state: record.state, fraction: record.progress?.fraction)
        if record.state == .completed {
            status.report = try await queue.handle(for: id, as: MakeReport.self).output
        } else {
            status.problem = record.errors.last?.message
        }
        return status
    }
    return router
}

func makeApplication(
    store: any JobStore, handlers: JobHandlers, at address: BindAddress, logger: Logger
) -> some ApplicationProtocol {
    let services = JobServices(logger: logger)
    return Application(
        router: makeRouter(JobQueue(store: store, services: services)),
        configuration: ApplicationConfiguration(address: address),
        services: [Worker(store: store, handlers: handlers, services: services)],
        logger: logger)
}

/// `main.swift` calls it: `try await serve(jobs: "data/jobs.db", at: .hostname("127.0.0.1", port: 8080)) { month in … }`.
func serve(jobs path: String, at address: BindAddress, countOrders: @escaping @Sendable (String) async throws -> Int) async throws {
    let logger = Logger(label: "reports")
    let store = SQLiteJobStore(path: path, logger: logger)
    try await store.prepare()
    let application = makeApplication(
        store: store, handlers: makeHandlers(countOrders: countOrders), at: address, logger: logger)
    do {
        try await application.runService()
    } catch {
        await store.close()
        throw error
    }
    await store.close()
}
