import JobKit
import JobKitTesting
import Logging
import Synchronization
import Testing

@Suite("The grace period")
struct WorkerGraceTests {
    @Test("A worker that waits for its last handlers only waits")
    func quiet() async throws {
        let clock = ManualClock()
        let grace = Duration.seconds(1_000)
        let waits = Mutex(0)
        var environment = clock.environment
        environment.sleep = { duration in
            // No other wait of the worker is that long.
            if duration > .seconds(500) { waits.withLock { $0 += 1 } }
            try await clock.environment.sleep(duration)
        }
        let services = JobServices(environment: environment, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let store = InMemoryJobStore(environment: environment)
        let queue = JobQueue(store: store, services: services)
        let (running, finish) = (Gate(), Gate())
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, _ in
            guard job.text == "long" else { return job.text }
            running.open()
            await finish.pass()
            return job.text
        }
        let configuration = WorkerConfiguration(concurrency: 2, gracePeriod: grace, id: "worker-1")
        let worker = Worker(store: store, handlers: handlers, configuration: configuration, services: services)
        try await withRunningService(worker) { stop in
            // A worker that was idle for a moment remembers it.
            let short = try await queue.enqueue(Echo(text: "short"))
            while try await !short.record.state.isFinished { await Task.yield() }
            let long = try await queue.enqueue(Echo(text: "long"))
            await running.pass()
            stop()
            while waits.withLock({ $0 }) == 0 { await Task.yield() }
            for _ in 0..<5_000 { await Task.yield() }
            #expect(waits.withLock { $0 } <= 2)
            finish.open()
            while try await !long.record.state.isFinished { await Task.yield() }
        }
    }
}
