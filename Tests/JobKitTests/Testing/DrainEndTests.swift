import JobKitTesting
import Synchronization
import Testing

@Suite("A drain comes to an end")
struct DrainEndTests {
    private let clock = ManualClock()
    private let queue: JobQueue

    init() {
        queue = .inMemory(on: clock)
    }

    private func handlers(_ chore: @escaping @Sendable (Chore, JobContext) async throws -> Void) -> JobHandlers {
        var handlers = JobHandlers()
        handlers.add(Chore.self, chore)
        return handlers
    }

    @Test("when a job snoozes without end: with an error after the limit", .timeLimit(.minutes(5)), arguments: [false, true])
    func endlessSnooze(movesClock: Bool) async throws {
        let runs = Mutex(0)
        let handle = try await queue.enqueue(Chore())
        let error = await #expect(throws: JobExpectationFailure.self) {
            try await queue.drain(
                handlers { _, _ in
                    runs.withLock { $0 += 1 }
                    throw Snooze(for: movesClock ? .seconds(60) : .zero)
                }, moving: movesClock ? clock : nil, limit: 25)
        }
        #expect(runs.withLock { $0 } == 25)
        let beginning =
            "The queue does not come to an end: after 25 attempts, 25 of them of chore jobs, 1 job is left to run, the first of them "
        #expect(error?.message.hasPrefix(beginning + "chore \(handle.id) (") == true, "\(String(describing: error))")
        #expect(error?.message.contains("drain without moving the clock") == movesClock)
    }

    @Test("when a job enqueues itself without end: with an error after the limit", .timeLimit(.minutes(5)))
    func endlessChain() async throws {
        _ = try await queue.enqueue(Chore())
        let error = await #expect(throws: JobExpectationFailure.self) {
            try await queue.drain(handlers { [queue] _, _ in _ = try await queue.enqueue(Chore()) }, limit: 30)
        }
        #expect(error?.message.contains("after 30 attempts") == true)
        #expect(try await queue.enqueued(Chore.self).count == 31)
    }

    @Test("without an error when the limit was just enough, whatever is left for others or for later")
    func limitReached() async throws {
        _ = try await queue.enqueue([Chore(), Chore()])
        _ = try await queue.enqueue(Echo(text: "nobody's"))
        _ = try await queue.enqueue(Chore(name: "tomorrow"), options: EnqueueOptions(due: .after(.seconds(86_400))))
        var late = try queue.draft(Chore(name: "too late"))
        late.deadline = .now
        _ = try await queue.store.enqueue([late])
        let report = try await queue.drain(handlers { _, _ in }, limit: 2)
        #expect(report.completed.count == 2)
        #expect(report.expired == 1)
    }

    @Test("when the clock given is not the store's", .timeLimit(.minutes(5)))
    func foreignClock() async throws {
        _ = try await queue.enqueue(Chore(), options: EnqueueOptions(due: .after(.seconds(60))))
        let error = await #expect(throws: JobExpectationFailure.self) {
            try await queue.drain(handlers { _, _ in }, moving: ManualClock())
        }
        #expect(error?.message.contains("Make the store with this clock's environment.") == true)
    }

    @Test("when its task is cancelled: the job under way is given back", .timeLimit(.minutes(5)))
    func cancellation() async throws {
        let handle = try await queue.enqueue(Chore())
        let started = Gate()
        let draining = Task { [queue] in
            try await queue.drain(
                handlers { _, context in
                    started.open()
                    while !context.isCancelled { await Task.yield() }
                    #expect(context.cancellation == .shutdown)
                    try Task.checkCancellation()
                })
        }
        await started.pass()
        draining.cancel()
        await #expect(throws: CancellationError.self) { try await draining.value }
        let record = try await handle.record
        #expect(record.state == .pending)
        #expect(record.attempt == 0)
    }

    @Test("and leaves no task that works on, or holds on to the store")
    func leavesNothing() async throws {
        weak var store: InMemoryJobStore?
        do {
            let clock = ManualClock()
            let own = InMemoryJobStore(environment: clock.environment)
            store = own
            let queue = JobQueue(store: own, services: JobServices(environment: clock.environment))
            _ = try await queue.enqueue(Chore())
            try await queue.drain(handlers { _, context in try await context.progress(stage: "on it") })
            _ = try await queue.enqueue(Chore())
            #expect(clock.sleeperCount == 0)
            #expect(try await queue.enqueued(Chore.self).map(\.state) == [.completed, .pending])
        }
        #expect(store == nil)
    }
}

@Suite("A drain of a store that fails")
struct DrainTroubleTests {
    private let clock = ManualClock()
    private let store: FaultyStore
    private let queue: JobQueue
    private let handlers: JobHandlers

    init() {
        store = FaultyStore(InMemoryJobStore(environment: clock.environment))
        queue = JobQueue(store: store, services: JobServices(environment: clock.environment))
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, context in _ = try await context.step("sweep") { 1 } }
        self.handlers = handlers
    }

    @Test("goes on when the store does, without waiting", .timeLimit(.minutes(5)), arguments: [FaultyStore.Fault.outage, .lostReply])
    func passingTrouble(_ fault: FaultyStore.Fault) async throws {
        _ = try await queue.enqueue([Chore(), Chore(), Chore()])
        store.follow { call in
            [.apply, .stepResults].contains(call.verb) && call.number % 3 != 0 ? fault : nil
        }
        let report = try await queue.drain(handlers)
        #expect(report.completed.count == 3)
    }

    @Test("throws what the store throws when that lasts, and does not hang", .timeLimit(.minutes(5)))
    func lastingTrouble() async throws {
        let handle = try await queue.enqueue(Chore())
        store.follow { $0.verb == .apply ? .outage : nil }
        let settle = await #expect(throws: JobStoreError.self) { try await queue.drain(handlers) }
        #expect(settle?.code == .unavailable)
        #expect(try await handle.record.state == .running)
        store.follow { $0.verb == .claim ? .outage : nil }
        let claim = await #expect(throws: JobStoreError.self) { try await queue.drain(handlers) }
        #expect(claim?.cause == "a fault was asked for")
    }
}
