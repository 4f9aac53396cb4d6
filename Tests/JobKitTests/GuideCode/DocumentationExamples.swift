import Foundation
import JobKit
import JobKitStoreTesting
import JobKitTesting
import Logging
import ServiceLifecycle
import Testing

/// What the documentation comments of the core, of JobKitTesting and of JobKitStoreTesting show. It is compiled, and never called.
private enum DocumentationExamples {
    struct Order { var id = 1, receiptJob = JobEnvironment.system.makeJobID() }
    struct Page {}
    struct Response { enum Status { case ok, gone }; var status = Status.ok }
    struct Printer { var isFree = true }
    struct Mail: Sendable { func send(to address: String) async throws {} }
    struct Card: Sendable { func charge(_ cents: Int, key: String) async throws -> String { key } }
    struct Warehouse: Sendable { func reserve(_ items: [String]) async throws {} }
    struct SignUpService { var queue: JobQueue }
    struct EncryptingCodec: JobCodec {
        var key: String
        func encode<Value: Encodable>(_ value: Value) throws -> Data { try JSONJobCodec().encode(value) }
        func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value { try JSONJobCodec().decode(type, from: data) }
    }
    struct SendWelcome: Job { static let kind = "send-welcome"; var address: String }
    struct SendReceipt: Job { static let kind = "send-receipt"; var order: Int }
    struct UpdateReport: Job { static let kind = "update-report"; var month: String }
    struct AskForReview: Job { static let kind = "ask-for-review"; var address: String }
    struct ImportFile: Job { static let kind = "import-file"; var path: String, user: Int }
    struct TellUser: Job { static let kind = "tell-user"; var id: Int }
    struct PlaceOrder: Job { static let kind = "place-order"; var id: Int, items: [String] }
    struct Charge: Job { static let kind = "charge"; typealias Output = String; var cents: Int }
    struct RenderBook: Job { static let kind = "render-book"; typealias Output = String; var pages: Int }
    typealias MyStore = InMemoryJobStore

    static func job() {
        struct SendWelcome: Job {
            static let kind = "send-welcome"
            var address: String
        }
    }

    static func options() {
        struct FetchFeed: Job {
            static let kind = "fetch-feed"
            static var options: JobOptions {
                JobOptions(queue: "feeds", retry: .exponential(maxAttempts: 6), expiry: .seconds(3_600), timeout: .seconds(30))
            }
            var url: String
        }
    }

    static func handlers(_ mail: Mail) -> JobHandlers {
        var handlers = JobHandlers()
        handlers.add(SendWelcome.self) { job, context in
            try await mail.send(to: job.address)
        }
        return handlers
    }

    static func context(_ handlers: inout JobHandlers, _ warehouse: Warehouse) {
        @Sendable func parse(_ path: String) async throws -> [String] { [] }
        @Sendable func store(_ rows: [String]) async throws {}
        handlers.add(ImportFile.self) { job, context in
            context.logger.info("Attempt \(context.job.attempt)")
            let rows = try await context.step("parse") { try await parse(job.path) }
            try await context.progress(stage: "storing", fraction: 0.5)
            try await store(rows)
            try context.enqueue(TellUser(id: job.user))
        }
        handlers.add(PlaceOrder.self) { order, context in
            try await warehouse.reserve(order.items)
            try context.enqueue(SendReceipt(order: order.id))
        }
    }

    static func report(_ context: JobContext, _ pages: [Page], render: (Page) async throws -> Void) async throws {
        for (number, page) in pages.enumerated() {
            try await context.progress(stage: "pages", fraction: Double(number) / Double(pages.count))
            try await render(page)
        }
    }

    static func step(_ job: Charge, _ context: JobContext, _ card: Card) async throws -> String {
        let receipt = try await context.step("charge") {
            try await card.charge(job.cents, key: "\(context.id)")
        }
        return receipt
    }

    static func enqueue(_ store: any JobStore) async throws {
        let queue = JobQueue(store: store)
        let handle = try await queue.enqueue(SendWelcome(address: "ada@example.org"))
        let output = try await handle.output
        _ = output
    }

    static func enqueueMore(_ queue: JobQueue, _ order: Order, _ environment: JobEnvironment, _ logger: Logger, bytes: Data) async throws {
        let (address, month) = ("ada@example.org", "2026-11")
        let receipt = try await queue.enqueue(SendReceipt(order: order.id), options: EnqueueOptions(id: order.receiptJob))
        if !receipt.isNew { logger.info("The receipt was asked for before") }

        let (welcome, report) = try await queue.enqueue(SendWelcome(address: address), UpdateReport(month: month))

        let results = try await queue.enqueue(drafts: [JobDraft(id: environment.makeJobID(), kind: "resize", payload: bytes)])

        try await queue.enqueue(
            AskForReview(address: "ada@example.org"),
            options: EnqueueOptions(priority: .low, due: .after(.seconds(7 * 86_400)), tags: ["customer:42"]))
        _ = (welcome, report, results)
    }

    static func follow(_ queue: JobQueue) async throws {
        let handle = try await queue.enqueue(RenderBook(pages: 3))
        for try await update in handle.updates {
            print(update.state, update.progress?.fraction ?? 0)
        }
        let book = try await handle.output

        for try await update in handle.updates {
            print(update.state, update.progress?.message ?? "")
        }
        let page = try await handle.output(timeout: .seconds(10))
        _ = (book, page)
    }

    static func policies() {
        let everyMinute = RetryPolicy.fixed(.seconds(60), maxAttempts: 3)
        let growing = RetryPolicy.exponential(maxAttempts: 6, base: .seconds(10), cap: .seconds(600))
        let patient = RetryPolicy.custom(maxAttempts: 20) { attempt, failure in
            failure.type.hasSuffix("PaperJam") ? nil : .seconds(attempt * 15)
        }
        let hour = Duration.seconds(3_600)
        let retention = Retention(completed: hour, failed: nil, cancelled: hour, expired: hour)
        let configuration = WorkerConfiguration(retention: retention)
        _ = (everyMinute, growing, patient, configuration)
    }

    static func errors(_ response: Response, _ printer: Printer) throws {
        guard response.status != .gone else { throw DoNotRetry("the feed is gone for good") }
        guard printer.isFree else { throw Snooze(for: .seconds(60)) }
        throw RetryAfter(.seconds(90), "the server asks for patience")
    }

    static func services(_ store: any JobStore, _ handlers: JobHandlers, _ key: String, _ logger: Logger) {
        let services = JobServices(codec: EncryptingCodec(key: key), logger: logger)
        let queue = JobQueue(store: store, services: services)
        let worker = Worker(store: store, handlers: handlers, services: services)
        _ = (queue, worker)
    }

    static func worker(_ store: any JobStore, _ handlers: JobHandlers, _ logger: Logger) async throws {
        let worker = Worker(store: store, handlers: handlers)
        try await ServiceGroup(services: [worker], gracefulShutdownSignals: [.sigterm], logger: logger).run()
    }

    static func configuration(_ store: any JobStore, _ handlers: JobHandlers) {
        let configuration = WorkerConfiguration(queues: ["mail", "default"], concurrency: 20, gracePeriod: .seconds(20))
        let worker = Worker(store: store, handlers: handlers, configuration: configuration)
        _ = worker
    }

    static func testing(_ queue: JobQueue, _ handlers: JobHandlers) async throws {
        let report = try await queue.drain(handlers)
        try report.requireNoFailures()
        let mails = try await queue.enqueued(SendWelcome.self) { $0.priority == .high }
        let mail = try await queue.requireEnqueued(SendWelcome.self) { $0.job.address == "ada@example.org" }
        #expect(mail.delay == .seconds(300))
        let clock = ManualClock()
        let service = SignUpService(queue: .inMemory(on: clock))
        let welcome = try await handlers.perform(SendWelcome(address: "ada@example.org"))
        #expect(welcome.outcome == .completed)
        _ = (mails, service)
    }

    static func conformance() async throws {
        let subject = ConformanceSubject("mine") { environment in
            ConformanceSubject.Instance(MyStore(environment: environment))
        }
        let report = await StoreConformance.run(on: subject)
        print(report.summary)
    }

    static func model(_ subject: ConformanceSubject) async throws {
        let report = await StoreModelTest.run(seeds: 1...200, on: subject)
        // seed 42, steps 3,17,18
        let again = try await StoreModelTest.replay("seed 42, steps 3,17,18", on: subject)
        _ = (report, again)
    }
}
