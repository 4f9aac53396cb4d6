import Foundation
import JobKit
import JobKitTesting
import Synchronization
import Testing

@Suite("Lost leases and stores in trouble")
struct WorkerTroubleTests {
    @Test("A worker whose lease was taken over cancels the handler, and its late outcome changes nothing")
    func leaseLost() async throws {
        let running = Gate()
        let never = Gate()
        let reasons = Mutex<[CancellationReason?]>([])
        var handlers = JobHandlers()
        handlers.add(Echo.self) { _, context in
            running.open()
            await never.pass()
            reasons.withLock { $0.append(context.cancellation) }
            return "too late"
        }
        let faulty = Mutex<FaultyStore?>(nil)
        try await withWorkbench(
            WorkerConfiguration(concurrency: 1, lease: .seconds(30), id: "late"), handlers: handlers,
            store: { environment in
                let store = FaultyStore(InMemoryJobStore(environment: environment)) { $0.verb == .renew ? .outage : nil }
                faulty.withLock { $0 = store }
                return store
            }
        ) { bench in
            let handle = try await bench.queue.enqueue(Echo(text: ""))
            await running.pass()
            let store = try #require(faulty.withLock { $0 })
            // The worker cannot renew; the sweep of another takes the job back once the lease has lapsed, and pausing keeps it from a
            // second start.
            try await bench.queue.pause(queue: "default")
            try await bench.advance {
                try await Sweeper(store: store).sweep()
                return try await handle.record.state == .pending
            }
            let rescued = try await handle.record
            #expect(rescued.attempt == 1)
            #expect(rescued.errors.map(\.type) == ["JobKit.LeaseLapsed"])
            store.follow { _ in nil }
            try await bench.advance { reasons.withLock { !$0.isEmpty } }
            #expect(reasons.withLock { $0 } == [.leaseLost])
            #expect(try await handle.record == rescued)
        }
    }

    @Test("An outcome is stored once the store is back, and the slot is held until then")
    func applyOutage() async throws {
        let starts = Mutex(0)
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, _ in starts.withLock { $0 += 1 } }
        try await withWorkbench(
            WorkerConfiguration(concurrency: 1, id: "worker-1"), handlers: handlers,
            store: { environment in
                FaultyStore(InMemoryJobStore(environment: environment)) { $0.verb == .apply && $0.number <= 5 ? .outage : nil }
            }
        ) { bench in
            let first = try await bench.queue.enqueue(Chore())
            let second = try await bench.queue.enqueue(Chore())
            try await bench.advance { (bench.store as? FaultyStore)?.calls(of: .apply) == 4 }
            #expect(starts.withLock { $0 } == 1)
            #expect(try await first.record.state == .running)
            #expect(try await bench.finished(first).state == .completed)
            #expect(try await bench.finished(second).state == .completed)
            #expect(starts.withLock { $0 } == 2)
        }
    }

    @Test("A reply lost after the commit settles the job once", arguments: 1...4)
    func lostReply(call: Int) async throws {
        let starts = Mutex(0)
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, context in
            starts.withLock { $0 += 1 }
            return try await context.step("step") { job.text }
        }
        try await withWorkbench(
            handlers: handlers,
            store: { environment in
                FaultyStore(InMemoryJobStore(environment: environment)) { $0.verb == .apply && $0.number == call ? .lostReply : nil }
            }
        ) { bench in
            let handle = try await bench.queue.enqueue(Echo(text: "once"))
            let record = try await bench.finished(handle)
            #expect(record.state == .completed && record.attempt == 1 && record.errors.isEmpty)
            #expect(try await handle.output == "once")
            #expect(starts.withLock { $0 } == 1)
        }
    }

    @Test("A claim whose reply is lost is repeated with its token: its jobs run at once, in the attempt that was counted")
    func lostClaim() async throws {
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, _ in job.text }
        try await withWorkbench(
            handlers: handlers,
            store: { environment in
                FaultyStore(InMemoryJobStore(environment: environment)) { $0.verb == .claim && $0.number == 2 ? .lostReply : nil }
            }
        ) { bench in
            try await bench.advance { (bench.store as? FaultyStore)?.calls(of: .claim) == 1 }
            let handle = try await bench.queue.enqueue(Echo(text: "found again"), options: EnqueueOptions(maxAttempts: 1))
            let record = try await bench.finished(handle)
            #expect(record.state == .completed && record.attempt == 1 && record.errors.isEmpty)
        }
    }

    @Test(
        "An outcome that the store will not take fails its job with the store's words, and no neighbour",
        arguments: [["poison"], ["fine", "poison", "fine too"]])
    func refusedOutcome(texts: [String]) async throws {
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, _ in job.text }
        let refusal = JobStoreError(.invalid, subject: "apply", cause: "poison is not to be had", remedy: "Return something else.")
        try await withWorkbench(
            handlers: handlers,
            store: { environment in
                // As a database refuses a batch with a value that it cannot hold.
                FaultyStore(InMemoryJobStore(environment: environment)) { call in
                    let isPoisoned = call.changes.contains { $0.effect == .finish(.completed, output: Data(#""poison""#.utf8)) }
                    return isPoisoned ? .before(refusal) : nil
                }
            }
        ) { bench in
            let handles = try await bench.queue.enqueue(texts.map(Echo.init))
            for (text, handle) in zip(texts, handles) {
                let record = try await bench.finished(handle)
                #expect(record.state == (text == "poison" ? .failed : .completed))
                guard text == "poison" else { continue }
                #expect(record.errors.last?.type == "JobKit.OutcomeRefused")
                #expect(record.errors.last?.message.contains("poison is not to be had") == true)
            }
        }
    }

    @Test("A store that cannot be used as it is ends the worker with the store's error; one out of reach is waited for")
    func prepare() async throws {
        let unusable = JobStoreError(.unusable, subject: "open jobs.db", cause: "it is read-only", remedy: "Make it writable.")
        let clock = ManualClock()
        let services = JobServices(environment: clock.environment)
        let broken = FaultyStore(InMemoryJobStore(environment: clock.environment)) { $0.verb == .prepare ? .before(unusable) : nil }
        await #expect(throws: unusable) { try await Worker(store: broken, handlers: JobHandlers(), services: services).run() }

        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, _ in job.text }
        try await withWorkbench(
            handlers: handlers,
            store: { environment in
                FaultyStore(InMemoryJobStore(environment: environment)) {
                    [.prepare, .claim].contains($0.verb) && $0.number <= 3 ? .outage : nil
                }
            }
        ) { bench in
            let record = try await bench.finished(bench.queue.enqueue(Echo(text: "late")))
            #expect(record.state == .completed)
        }
    }

    @Test("No more handlers run at once than the worker's concurrency, and all of it is used")
    func concurrency() async throws {
        let counts = Mutex((running: 0, most: 0))
        let full = Gate()
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, _ in
            let running = counts.withLock { counts in
                counts.running += 1
                counts.most = max(counts.most, counts.running)
                return counts.running
            }
            if running == 3 { full.open() }
            await full.pass()
            counts.withLock { $0.running -= 1 }
        }
        try await withWorkbench(WorkerConfiguration(concurrency: 3, id: "worker-1"), handlers: handlers) { bench in
            let handles = try await bench.queue.enqueue((0..<50).map { Chore(name: "\($0)") })
            for handle in handles { #expect(try await bench.finished(handle).state == .completed) }
            #expect(counts.withLock { $0.most } == 3)
        }
    }

    @Test("An outcome that the store refuses again and again is let go, and the others behind it are stored")
    func hopelessOutcome() async throws {
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, _ in job.text }
        let bug = JobStoreError(.internalInconsistency, subject: "apply", cause: "a bug", remedy: "Report it.")
        try await withWorkbench(
            WorkerConfiguration(concurrency: 1, lease: .seconds(60), id: "worker-1"), handlers: handlers,
            store: { environment in
                FaultyStore(InMemoryJobStore(environment: environment)) { call in
                    call.changes.contains { $0.effect == .finish(.completed, output: Data(#""hopeless""#.utf8)) } ? .before(bug) : nil
                }
            }
        ) { bench in
            let hopeless = try await bench.queue.enqueue(Echo(text: "hopeless"), options: EnqueueOptions(maxAttempts: 1))
            let next = try await bench.queue.enqueue(Echo(text: "next"))
            #expect(try await bench.finished(next).state == .completed)
            #expect(try await hopeless.record.state == .running)
            #expect(try await bench.finished(hopeless).errors.map(\.type) == ["JobKit.LeaseLapsed"])
        }
    }
}
