import Foundation
import InMemoryLogging
import JobKit
import JobKitTesting
import Logging
import Synchronization
import Testing

@Suite("The end of a worker, and what it tells")
struct WorkerEndTests {
    private func services(_ clock: ManualClock, _ log: InMemoryLogHandler) -> JobServices {
        var logger = Logger(label: "test") { _ in log }
        logger.logLevel = .debug
        return JobServices(environment: clock.environment, logger: logger)
    }

    /// Moves the clock until the task has ended.
    private func value<Value: Sendable>(of task: Task<Value, any Error>, _ clock: ManualClock) async throws -> Value {
        let ticking = Task.detached {
            while !Task.isCancelled {
                await letOthersRun()
                clock.advance(by: .milliseconds(100))
            }
        }
        defer { ticking.cancel() }
        return try await task.value
    }

    @Test("A worker whose store is closed ends with the store's error")
    func closed() async throws {
        let clock = ManualClock()
        let store = InMemoryJobStore(environment: clock.environment)
        var handlers = JobHandlers()
        let running = Gate()
        handlers.add(Chore.self) { _, _ in
            running.open()
            try await clock.environment.sleep(.seconds(3_600))
        }
        let services = services(clock, InMemoryLogHandler())
        let worker = Worker(store: store, handlers: handlers, services: services)
        let working = Task { try await worker.run() }
        _ = try await JobQueue(store: store, services: services).enqueue(Chore())
        await running.pass()
        await store.close()
        let error = await #expect(throws: JobStoreError.self) { try await value(of: working, clock) }
        #expect(error?.code == .closed)
    }

    @Test("A stop at once during an outage takes the cancellation grace and no more")
    func stopInOutage() async throws {
        let clock = ManualClock()
        let isOut = Mutex(false)
        let store = FaultyStore(InMemoryJobStore(environment: clock.environment)) { _ in isOut.withLock { $0 } ? .outage : nil }
        let services = services(clock, InMemoryLogHandler())
        var handlers = JobHandlers()
        let ended = Mutex(false)
        handlers.add(Chore.self) { _, _ in
            isOut.withLock { $0 = true }
            ended.withLock { $0 = true }
        }
        let worker = Worker(
            store: store, handlers: handlers, configuration: WorkerConfiguration(cancellationGrace: .seconds(2)), services: services)
        let working = Task { try await worker.run() }
        _ = try await JobQueue(store: store, services: services).enqueue(Chore())
        while !ended.withLock({ $0 }) { await Task.yield() }
        // Its outcome is far into the backoff by then.
        for _ in 0..<600 {
            await letOthersRun()
            clock.advance(by: .milliseconds(100))
        }
        let start = clock.uptime
        worker.stopAtOnce()
        try await value(of: working, clock)
        #expect(clock.uptime - start < .seconds(3))
    }

    @Test("Jobs of a claim whose reply was lost are given back by a worker that is told to stop meanwhile")
    func stopAfterLostClaim() async throws {
        let clock = ManualClock()
        let memory = InMemoryJobStore(environment: clock.environment)
        let stopper = Mutex<Worker?>(nil)
        let store = FaultyStore(memory) { call in
            guard call.verb == .claim, call.number == 1 else { return nil }
            stopper.withLock { $0 }?.stopAtOnce()
            return .lostReply
        }
        let services = services(clock, InMemoryLogHandler())
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, _ in Issue.record("a handler ran") }
        let worker = Worker(store: store, handlers: handlers, services: services)
        stopper.withLock { $0 = worker }
        let handle = try await JobQueue(store: store, services: services).enqueue(Chore())
        let working = Task { try await worker.run() }
        try await value(of: working, clock)
        let record = try await handle.record
        #expect(record.state == .pending && record.attempt == 0)
        #expect(try await memory.overview().workers.isEmpty)
    }

    @Test("Two workers with one id are told of it, and the one that stays is known when the other leaves")
    func namesakes() async throws {
        let clock = ManualClock()
        let store = InMemoryJobStore(environment: clock.environment)
        let log = InMemoryLogHandler()
        let workers = (0..<2).map { _ in
            Worker(
                store: store, handlers: JobHandlers(), configuration: WorkerConfiguration(sweepInterval: .seconds(1), id: "twin"),
                services: services(clock, log))
        }
        let working = workers.map { worker in Task { try await worker.run() } }
        for _ in 0..<100 {
            await letOthersRun()
            clock.advance(by: .milliseconds(100))
        }
        #expect(log.entries.contains { $0.message.description.contains("give each an id of its own") })
        workers[0].stopAtOnce()
        try await value(of: working[0], clock)
        for _ in 0..<30 {
            await letOthersRun()
            clock.advance(by: .milliseconds(100))
        }
        #expect(try await store.overview().workers.map(\.id) == ["twin"])
        workers[1].stopAtOnce()
        try await value(of: working[1], clock)
        #expect(try await store.overview().workers.isEmpty)
    }

    @Test("A worker says once that due jobs of its kinds wait where it does not look, and logs the start and end of each attempt")
    func telling() async throws {
        let clock = ManualClock()
        let store = InMemoryJobStore(environment: clock.environment)
        let log = InMemoryLogHandler()
        let services = services(clock, log)
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, _ in }
        let queue = JobQueue(store: store, services: services)
        _ = try await queue.enqueue(Chore(), options: EnqueueOptions(queue: "mail"))
        let handle = try await queue.enqueue(Chore())
        let worker = Worker(
            store: store, handlers: handlers, configuration: WorkerConfiguration(sweepInterval: .seconds(1)), services: services)
        let working = Task { try await worker.run() }
        for _ in 0..<100 {
            await letOthersRun()
            clock.advance(by: .milliseconds(100))
        }
        worker.stopAtOnce()
        try await value(of: working, clock)
        let warnings = log.entries.filter { $0.level == .warning }
        #expect(warnings.count == 1 && warnings.first?.metadata["queues"] == "mail")
        let ofJob = log.entries.filter { $0.metadata[LogKeys.id] == "\(handle.id)" && $0.level == .debug }
        #expect(ofJob.map(\.message.description) == ["Attempt started", "Attempt ended"])
        #expect(ofJob.last?.metadata["outcome"] == "completed" && ofJob.last?.metadata["seconds"] != nil)
    }
}
