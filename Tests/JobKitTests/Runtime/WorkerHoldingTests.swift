import Foundation
import JobKitTesting
import Logging
import Synchronization
import Testing

@_spi(Stores) @testable import JobKit

@Suite("What a worker holds")
struct WorkerHoldingTests {
    /// Handlers that end at once, except those of jobs that are marked to stay.
    private final class Desk: Sendable {
        let finish = Gate()
        let started = Mutex<[String]>([])
        let lost = Mutex<[String]>([])

        var handlers: JobHandlers {
            var handlers = JobHandlers()
            handlers.add(Echo.self) { job, context in
                if job.text.hasPrefix("long, completed") { try context.complete(NoOutput()) { _ in } }
                self.started.withLock { $0.append(job.text) }
                if job.text.hasPrefix("long") { await self.finish.pass() }
                if context.cancellation == .leaseLost { self.lost.withLock { $0.append(job.text) } }
                return job.text
            }
            return handlers
        }

        func hasStarted(_ text: String) -> Bool { started.withLock { $0.contains(text) } }
    }

    private func warmUp(_ bench: Workbench) async throws {
        for handle in try await bench.queue.enqueue((0..<30).map { Echo(text: "\($0)") }) { _ = try await bench.finished(handle) }
    }

    @Test("A job claimed ahead is given back after a tenth of a second, and not started after its deadline")
    func deadline() async throws {
        let desk = Desk()
        try await withWorkbench(WorkerConfiguration(concurrency: 1, id: "worker-1"), handlers: desk.handlers) { bench in
            try await warmUp(bench)
            let long = try await bench.queue.enqueue(Echo(text: "long"))
            try await bench.advance(by: .zero) { desk.hasStarted("long") }
            let short = try await bench.queue.enqueue(Echo(text: "short"), options: EnqueueOptions(deadline: .after(.seconds(1))))
            try await bench.advance { try await short.record.state == .expired }
            #expect(!desk.hasStarted("short"))
            desk.finish.open()
            #expect(try await bench.finished(long).state == .completed)
            #expect(!desk.hasStarted("short"))
        }
    }

    @Test("Jobs that cannot start because outcomes cannot be stored are not kept without end")
    func settlesFail() async throws {
        let desk = Desk()
        let isOut = Mutex(false)
        let base = Mutex<InMemoryJobStore?>(nil)
        try await withWorkbench(
            WorkerConfiguration(concurrency: 2, lease: .seconds(3), id: "worker-1"), handlers: desk.handlers,
            store: { environment in
                let store = InMemoryJobStore(environment: environment)
                base.withLock { $0 = store }
                return FaultyStore(store) { $0.verb == .apply && isOut.withLock { $0 } ? .outage : nil }
            }
        ) { bench in
            try await warmUp(bench)
            let store = try #require(base.withLock { $0 })
            isOut.withLock { $0 = true }
            _ = try await bench.queue.enqueue((0..<6).map { Echo(text: "stuck \($0)") })
            let start = bench.clock.uptime
            try await bench.advance {
                try await Sweeper(store: store).sweep()
                let running = try await store.jobs(matching: JobQuery(states: [.running]), page: PageRequest()).jobs
                return bench.clock.uptime - start > .seconds(1) && running.count <= 2
            }
            #expect(bench.clock.uptime - start < .seconds(9), "three leases")
            isOut.withLock { $0 = false }
        }
    }

    @Test("A handler whose own transaction was rolled back is told of a lost lease like any other")
    func completionThatNeverWas() async throws {
        let desk = Desk()
        try await withWorkbench(
            WorkerConfiguration(concurrency: 1, lease: .seconds(6), id: "worker-1"), handlers: desk.handlers
        ) { bench in
            let handle = try await bench.queue.enqueue(Echo(text: "long, completed"))
            try await bench.advance(by: .zero) { desk.hasStarted("long, completed") }
            let claim = try #require(try await handle.record.claim)
            let change = JobChange(
                id: handle.id, expecting: .leased(claim.lease, cancelRequested: false),
                effect: .wait(due: .after(.seconds(3_600)), attempt: 1, deadline: nil))
            #expect(try await bench.store.apply([change]) == [.applied])
            try await bench.advance { desk.lost.withLock { $0.count } == 1 }
            desk.finish.open()
            #expect(try await handle.record.state == .scheduled)
        }
    }

    @Test("Of a claim that is taken back in part, the handlers of those jobs are told, and the others go on")
    func lostInPart() async throws {
        let desk = Desk()
        let isOut = Mutex(false)
        try await withWorkbench(
            WorkerConfiguration(concurrency: 3, lease: .seconds(6), id: "worker-1"), handlers: desk.handlers,
            store: { environment in
                FaultyStore(InMemoryJobStore(environment: environment)) { call in
                    [.renew, .claim].contains(call.verb) && isOut.withLock { $0 } ? .outage : nil
                }
            }
        ) { bench in
            let handles = try await bench.queue.enqueue((0..<3).map { Echo(text: "long \($0)") })
            try await bench.advance(by: .zero) { desk.started.withLock { $0.count } == 3 }
            isOut.withLock { $0 = true }
            // Taken back alone, as by a sweep that works in portions.
            try await bench.advance {
                let record = try await handles[1].record
                guard let claim = record.claim, let lapses = try? JobChange.takingBack(record, claim) else { return true }
                return try await bench.store.apply([lapses]) == [.applied]
            }
            try await bench.queue.pause(queue: "default")
            isOut.withLock { $0 = false }
            try await bench.advance { desk.lost.withLock { $0 } == ["long 1"] }
            desk.finish.open()
            for handle in [handles[0], handles[2]] {
                let record = try await bench.finished(handle)
                #expect(record.state == .completed && record.attempt == 1 && record.errors.isEmpty)
            }
            #expect(try await handles[1].record.state == .pending)
        }
    }

    @Test(
        "After an outage longer than a lease the worker renews before it sweeps: it takes nothing back from itself",
        arguments: [true, false])
    func outage(renewsLast: Bool) async throws {
        let desk = Desk()
        let outage = Mutex<Set<FaultyStore.Verb>>([])
        let looks = Mutex(0)
        try await withWorkbench(
            WorkerConfiguration(concurrency: 1, lease: .seconds(3), sweepInterval: .seconds(1), id: "worker-1"), handlers: desk.handlers,
            store: { environment in
                FaultyStore(InMemoryJobStore(environment: environment)) { call in
                    if call.verb == .overdue, outage.withLock({ $0 == [.renew] }) { looks.withLock { $0 += 1 } }
                    return outage.withLock { $0.contains(call.verb) } ? .outage : nil
                }
            }
        ) { bench in
            let handle = try await bench.queue.enqueue(Echo(text: "long"), options: EnqueueOptions(maxAttempts: 1))
            try await bench.advance(by: .zero) { desk.hasStarted("long") }
            outage.withLock { $0 = Set(FaultyStore.Verb.allCases).subtracting([.jobs]) }
            let start = bench.clock.uptime
            try await bench.advance { bench.clock.uptime - start > .seconds(7) }
            // The sweep's verbs come back first, or all at once.
            if renewsLast {
                outage.withLock { $0 = [.renew] }
                try await bench.advance { bench.clock.uptime - start > .seconds(14) }
            }
            outage.withLock { $0 = [] }
            #expect(looks.withLock { $0 } == 0, "no sweep without a renewal")
            try await bench.advance { bench.clock.uptime - start > .seconds(20) }
            desk.finish.open()
            let record = try await bench.finished(handle)
            #expect(record.state == .completed && record.attempt == 1 && record.errors.isEmpty)
        }
    }

    @Test("A parent that waits for its child leaves the only slot to it")
    func parent() async throws {
        let box = Mutex<JobQueue?>(nil)
        var handlers = JobHandlers()
        handlers.add(Chore.self) { _, _ in }
        handlers.add(Echo.self) { job, _ in
            guard let queue = box.withLock({ $0 }) else { return "" }
            _ = try await queue.enqueue(Chore()).output
            return job.text
        }
        try await withWorkbench(WorkerConfiguration(concurrency: 1, id: "worker-1"), handlers: handlers) { bench in
            box.withLock { $0 = bench.queue }
            let handles = try await bench.queue.enqueue((0..<3).map { Echo(text: "\($0)") })
            for handle in handles { #expect(try await bench.finished(handle).state == .completed) }
        }
    }

    @Test("When ten parents for each slot wait, one more is told so at once")
    func tooManyParents() async throws {
        let box = Mutex<JobQueue?>(nil)
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, _ in
            guard let queue = box.withLock({ $0 }) else { return "" }
            // No worker handles it.
            return try await queue.enqueue(Echo(text: job.text), options: EnqueueOptions(queue: "elsewhere")).output
        }
        try await withWorkbench(
            WorkerConfiguration(concurrency: 1, cancellationGrace: .zero, id: "worker-1"), handlers: handlers
        ) { bench in
            box.withLock { $0 = bench.queue }
            let handles = try await bench.queue.enqueue((0..<11).map { Echo(text: "\($0)") })
            let record = try await bench.finished(handles[10])
            #expect(record.state == .failed && record.errors.last?.message.contains("raise its concurrency") == true)
            for handle in handles.prefix(10) { #expect(try await handle.record.state == .running) }
        }
    }
}

extension JobChange {
    /// The change with which a sweep takes a job back whose lease has lapsed by now; throws while it has not.
    fileprivate static func takingBack(_ record: JobRecord, _ claim: ClaimInfo) throws -> JobChange {
        JobChange(
            id: record.id, expecting: .lapsed(claim.lease, until: claim.until), effect: .wait(due: .now, attempt: 1, deadline: nil),
            failure: Failure(type: "Test.Lapsed", message: "taken back", consequence: .retried))
    }
}
