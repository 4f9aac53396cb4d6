#if os(Linux)
    import JobKit
    import JobKitStoreTesting
    import Logging
    import Synchronization
    import Testing

    @testable import JobKitPostgres

    @Suite("Through pgbouncer in transaction mode", .timeLimit(.minutes(5)))
    struct PgBouncerTests {
        @Test("The store does as the suite says, also where every enqueue goes by COPY")
        func conformance() async throws {
            let bouncer = try PgBouncer(serverConnections: 6)
            defer { bouncer.end() }
            let options = PostgresJobStoreOptions.copying
            let subject = ConformanceSubject("PostgreSQL behind pgbouncer", hearsOthers: false) { environment in
                let workspace = try Workspace()
                let open = { @Sendable in
                    let store = try PostgresJobStore(connection: bouncer.connection, schema: workspace.schema, options: options)
                    return ClockedStore(store, environment, script: workspace.script)
                }
                return ConformanceSubject.Instance(try open(), reopen: { try open() }) { try await workspace.remove() }
            }
            await withTaskGroup { group in
                for first in 0..<4 {
                    group.addTask {
                        for number in stride(from: first, to: StoreConformance.all.count, by: 4) {
                            let item = StoreConformance.all[number]
                            let result = await StoreConformance.run(item, on: subject)
                            if case .skipped = result.outcome, [.shared, .outage, .prune, .queues].contains(item.topic) { continue }
                            #expect(result.outcome == .passed, "\(item.name): \(result.outcome)")
                        }
                    }
                }
                await group.waitForAll()
            }
        }

        @Test("A worker finds by polling what is enqueued elsewhere, and says once that it does")
        func polling() async throws {
            let bouncer = try PgBouncer(serverConnections: 3)
            defer { bouncer.end() }
            let workspace = try Workspace()
            let direct = try await workspace.prepared()
            let log = NoticeLog()
            let store = try PostgresJobStore(
                connection: bouncer.connection, schema: workspace.schema, logger: Logger(label: "test") { _ in log })
            try await store.prepare()
            var handlers = JobHandlers()
            let done = Gate()
            handlers.add(Note.self) { _, _ in done.open() }
            var configuration = WorkerConfiguration()
            configuration.pollInterval = .milliseconds(100)
            let worker = Worker(store: store, handlers: handlers, configuration: configuration)
            let working = Task { try await worker.run() }
            for number in 0..<3 {
                _ = try await JobQueue(store: direct).enqueue(Note(number: number))
                _ = try await done.value()
            }
            working.cancel()
            try await working.value
            #expect(log.notices.filter { $0.contains("polling") }.count == 1)
            await store.close()
            await direct.close()
            try await workspace.remove()
        }
    }

    extension PostgresJobStoreOptions {
        fileprivate static var copying: PostgresJobStoreOptions {
            var options = PostgresJobStoreOptions()
            options.copiesFrom = 1
            return options
        }
    }

    private struct Note: Job {
        static let kind = "note"
        let number: Int
    }

    private struct NoticeLog: LogHandler {
        private final class Lines: Sendable {
            let value = Mutex<[String]>([])
        }

        private let lines = Lines()
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .notice

        var notices: [String] { lines.value.withLock { $0 } }

        func log(event: LogEvent) { lines.value.withLock { $0.append("\(event.message)") } }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
    }
#endif
