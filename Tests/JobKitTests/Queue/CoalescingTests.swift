import Foundation
import JobKitTesting
import Synchronization
import Testing

@testable import JobKit

@Suite("Concurrent enqueues share commits")
struct CoalescingTests {
    @Test("While one batch is on its way the next gathers; every caller gets its own answer")
    func shared() async throws {
        let clock = ManualClock()
        let held = Held(clock.environment)
        let queue = JobQueue(store: held.store, services: JobServices(environment: clock.environment))
        async let first = queue.enqueue(Echo(text: "first"))
        await held.entered.pass()
        let handles = try await withThrowingTaskGroup(of: (Int, JobHandle<Echo>).self) { group in
            for number in 0..<64 { group.addTask { (number, try await queue.enqueue(Echo(text: "\(number)"))) } }
            // All 64 are waiting once the first is released: none can have gone out by itself.
            while queue.coalescer.waitingCount < 64 { await Task.yield() }
            held.leave.open()
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(try await first.record.state == .pending)
        #expect(held.batches == [1, 64])
        for (number, handle) in handles {
            #expect(try await String(decoding: handle.record.payload, as: UTF8.self) == #"{"text":"\#(number)"}"#)
        }
    }

    @Test("An enqueue that finds no other before it goes out at once and alone")
    func alone() async throws {
        let held = Held()
        held.leave.open()
        let queue = JobQueue(store: held.store)
        for _ in 0..<3 { _ = try await queue.enqueue(Chore()) }
        #expect(held.batches == [1, 1, 1])
    }

    @Test("When the store is out of reach, all callers of a batch hear of it at once")
    func outage() async throws {
        let entered = Gate()
        let leave = Gate()
        let store = FaultyStore(InMemoryJobStore()) { call in
            guard call.verb == .enqueue else { return nil }
            entered.open()
            await leave.pass()
            return .outage
        }
        let queue = JobQueue(store: store)
        let callers = [Task { try await queue.enqueue(Chore()) }]
        await entered.pass()
        let others = (0..<5).map { _ in Task { try await queue.enqueue(Chore()) } }
        while queue.coalescer.waitingCount < 5 { await Task.yield() }
        leave.open()
        for caller in callers + others { await #expect(throws: JobStoreError.self) { try await caller.value } }
        #expect(store.calls(of: .enqueue) == 2)
    }

    @Test("When a shared batch fails, each caller gets its own answer, and cancelled callers harm no other")
    func failure() async throws {
        let clock = ManualClock()
        let held = Held(clock.environment, refusing: "refuse me")
        let queue = JobQueue(store: held.store, services: JobServices(environment: clock.environment))
        async let first = queue.enqueue(Echo(text: "first"))
        await held.entered.pass()
        let cancelled = Task { try await queue.enqueue(Echo(text: "cancelled")) }
        let refused = Task { try await queue.enqueue(Echo(text: "refuse me")) }
        let fine = Task { try await queue.enqueue(Echo(text: "fine")) }
        while queue.coalescer.waitingCount < 3 { await Task.yield() }
        cancelled.cancel()
        held.leave.open()
        #expect(try await first.record.state == .pending)
        #expect(try await fine.value.record.state == .pending)
        #expect(try await cancelled.value.record.state == .pending)
        await #expect(throws: JobStoreError.self) { try await refused.value }
        #expect(try await queue.jobs().jobs.count == 3)
    }
}

/// A store that holds every enqueue until it is released, and counts the drafts of each call.
private struct Held: Sendable {
    let entered = Gate()
    let leave = Gate()
    let sizes = Sizes()
    let store: FaultyStore

    init(_ environment: JobEnvironment = .system, refusing text: String? = nil) {
        store = FaultyStore(InMemoryJobStore(environment: environment)) { [entered, leave, sizes] call in
            guard call.verb == .enqueue else { return nil }
            sizes.all.withLock { $0.append(call.drafts.count) }
            entered.open()
            // Not in the caller's task, whose cancellation would open the gate.
            await Task.detached { await leave.pass() }.value
            guard let text, call.drafts.contains(where: { String(decoding: $0.payload, as: UTF8.self).contains(text) }) else { return nil }
            return .before(JobStoreError(.invalid, subject: "enqueue", cause: "refused", remedy: "Do not ask."))
        }
    }

    final class Sizes: Sendable {
        let all = Mutex<[Int]>([])
    }

    var batches: [Int] { sizes.all.withLock { $0 } }
}
