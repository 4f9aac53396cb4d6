import JobKit
import JobKitProcesses
import JobKitTesting
import Logging
import Synchronization
import Testing

@testable import JobKitPostgres

/// Servers that go away under workers: the workers neither end nor lose anything.
@Suite("Trouble with the server", .serialized)
struct ServerTroubleTests {
    private struct Count: Job {
        static let kind = "count"
        static var options: JobOptions { JobOptions(retry: .fixed(.milliseconds(100), maxAttempts: 50)) }
        var number: Int
    }

    /// Enqueues, works, and checks at the end that each acknowledged job ended once; `trouble` is made meanwhile.
    private func work(
        _ count: Int, on connection: String, schema: String = "jobkit", workers: Int = 2,
        _ trouble: @escaping @Sendable () async throws -> Void
    ) async throws {
        let ran = Mutex<[Int: Int]>([:])
        var handlers = JobHandlers()
        handlers.add(Count.self) { job, _ in ran.withLock { $0[job.number, default: 0] += 1 } }
        let services = JobServices(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let stores = try (0..<workers).map { _ in try PostgresJobStore(connection: connection, schema: schema) }
        let queueStore = try PostgresJobStore(connection: connection, schema: schema)
        try await queueStore.prepare()
        let queue = JobQueue(store: queueStore, services: services)
        let running = stores.enumerated().map { index, store in
            let configuration = WorkerConfiguration(
                concurrency: 20, lease: .seconds(2), pollInterval: .milliseconds(200), sweepInterval: .milliseconds(300),
                id: "worker-\(index)")
            let worker = Worker(store: store, handlers: handlers, configuration: configuration, services: services)
            return Task { try await worker.run() }
        }
        let troubled = Task { try await trouble() }
        var acknowledged: [JobID] = []
        for number in 0..<count {
            let draft = try queue.draft(Count(number: number))
            while true {
                do {
                    // The id is the caller's: after a lost reply it is the same job.
                    _ = try await queueStore.enqueue([draft])
                    acknowledged.append(draft.id)
                    break
                } catch let error as JobStoreError where error.isTransient {}
            }
        }
        try await troubled.value
        try await waitUntil { try await queue.counts().allSatisfy { $0.state.isFinished } }
        let counts = try await queue.counts()
        #expect(counts.map(\.state) == [.completed] && counts.map(\.count) == [count])
        for part in stride(from: 0, to: count, by: 500) {
            let jobs = try await queueStore.jobs(Array(acknowledged[part..<min(count, part + 500)]))
            #expect(jobs.count == min(count, part + 500) - part && jobs.allSatisfy { $0.state == .completed })
        }
        #expect(ran.withLock { $0.count } == count)
        for task in running {
            task.cancel()
            try await task.value
        }
        for store in stores + [queueStore] { await store.close() }
    }

    private func waitUntil(_ condition: () async throws -> Bool) async throws {
        while true {
            do {
                if try await condition() { return }
            } catch let error as JobStoreError where error.isTransient {}
            try await pause()
        }
    }

    @Test(
        "A server that is stopped or killed and comes back costs time and nothing else", .timeLimit(.minutes(3)),
        arguments: OwnServer.Stop.allCases)
    func stopped(manner: OwnServer.Stop) async throws {
        let server = try OwnServer()
        defer { server.remove() }
        try await work(400, on: server.connection) {
            for _ in 0..<3 {
                try server.stop(manner)
                try server.start()
            }
        }
    }

    @Test("Backends that are terminated again and again, the listeners among them, cost time and nothing else", .timeLimit(.minutes(3)))
    func terminated() async throws {
        let workspace = try Workspace()
        let setUp = try await workspace.prepared()
        await setUp.close()
        try await work(1_500, on: workspace.connection + " application_name=victim", schema: workspace.schema) {
            for _ in 0..<40 {
                _ = try await workspace.integer(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'victim'")
                // A tenth of a second of the server's time.
                _ = try await workspace.text("SELECT pg_sleep(0.1)::text")
            }
        }
        try await workspace.remove()
    }
}
