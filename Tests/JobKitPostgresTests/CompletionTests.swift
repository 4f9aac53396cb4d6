import CLibPQ
import Foundation
import JobKit
import JobKitStoreTesting
import MetricsTestKit
import Testing

@testable import JobKitPostgres

@Suite("Completing inside the handler's own transaction on PostgreSQL")
struct CompletionTests {
    private struct Refused: Error {}

    private struct Pay: Job {
        static let kind = "pay"
        static var options: JobOptions { JobOptions(retry: .fixed(.zero, maxAttempts: 3)) }
        typealias Output = String
        var amount: Int
    }

    private struct Receipt: Job {
        static let kind = "receipt"
    }

    private struct Bench: Sendable {
        let workspace: Workspace
        let store: PostgresJobStore
        let queue: JobQueue
        let metrics = TestMetrics()

        var table: String { "\"\(workspace.schema)\".payment" }

        func payments() async throws -> Int64 { try await workspace.integer("SELECT count(*) FROM \(table)") }

        func looseEnds() async throws -> Int64 { try await workspace.integer("SELECT count(*) FROM {jobkit}.loose_end") }

        func receipts() async throws -> Int64 { try await workspace.integer("SELECT count(*) FROM {jobkit}.receipt") }

        func pay(_ amount: Int, _ client: ServiceConnection) throws { try client.run("INSERT INTO \(table) VALUES (\(amount))") }

        /// Lets all open claims lapse, and sweeps as another process.
        func sweep() async throws -> Sweeper.Report {
            try await workspace.script("UPDATE {jobkit}.receipt SET until = 0")
            return try await Sweeper(store: store).sweep()
        }

        var outcomes: [String] {
            metrics.counters.filter { $0.label == "jobkit.attempts" && $0.totalValue > 0 }.flatMap { counter in
                counter.dimensions.filter { $0.0 == "outcome" }.map(\.1)
            }
        }
    }

    private func withBench(_ body: (Bench) async throws -> Void) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let bench = Bench(workspace: workspace, store: store, queue: JobQueue(store: store))
        try await workspace.script("CREATE TABLE {jobkit}.payment (amount int NOT NULL)")
        try await body(bench)
        await store.close()
        try await workspace.remove()
    }

    @Test func `The row, the job's end, its output and its follow-ups commit together`() async throws {
        try await withBench { bench in
            let handle = try await bench.queue.enqueue(Pay(amount: 7))
            let neighbour = try await bench.queue.enqueue(Pay(amount: 8))
            var handlers = JobHandlers()
            handlers.add(Pay.self) { job, context in
                let client = try ServiceConnection(bench.workspace.connection)
                guard job.amount == 7 else { return "by the worker" }
                try context.enqueue(Receipt(), options: EnqueueOptions(due: .after(.seconds(60))))
                try client.transaction {
                    try bench.pay(job.amount, client)
                    try bench.store.complete(context, output: "paid", in: client.handle)
                }
                // Before the worker has written anything.
                #expect(try await bench.queue.job(context.id)?.state == .completed)
                let counts = try await bench.store.counts().filter { $0.kind == Pay.kind }
                #expect(counts.reduce(0) { $0 + $1.count } == 2)
                #expect(
                    try await bench.store.jobs(matching: JobQuery(states: [.running]), page: PageRequest()).jobs.contains {
                        $0.id == context.id
                    } == false)
                return "said later, and too late"
            }
            try await bench.queue.drain(handlers)
            let record = try await handle.record
            #expect(record.state == .completed && record.errors.isEmpty && record.startedAt != nil)
            #expect(try await handle.output == "paid")
            #expect(try await neighbour.output == "by the worker")
            #expect(try await bench.payments() == 1)
            #expect(try await bench.queue.jobs(matching: JobQuery(kinds: [Receipt.kind])).jobs.count == 1)
            let left = try await bench.looseEnds() + bench.receipts()
            #expect(left == 0)
        }
    }

    @Test func `A rollback leaves the job running, and the attempt ends as its handler does`() async throws {
        try await withBench { bench in
            let handle = try await bench.queue.enqueue(Pay(amount: 7))
            var handlers = JobHandlers()
            handlers.add(Pay.self) { job, context in
                let client = try ServiceConnection(bench.workspace.connection)
                try client.transaction {
                    try bench.pay(job.amount, client)
                    try bench.store.complete(context, output: "paid", in: client.handle)
                    if context.job.attempt < 3 { throw Refused() }
                }
                return "paid"
            }
            try await bench.queue.drain(handlers)
            let record = try await handle.record
            #expect(record.state == .completed && record.attempt == 3)
            #expect(record.errors.map(\.consequence) == [.retried, .retried])
            #expect(try await bench.payments() == 1)
            #expect(try await bench.looseEnds() == 0)
        }
    }

    @Test func `A lease that is gone is an error, and the rows go with the transaction`() async throws {
        try await withBench { bench in
            let handle = try await bench.queue.enqueue(Pay(amount: 7))
            var handlers = JobHandlers()
            handlers.add(Pay.self) { job, context in
                if context.job.attempt == 1, context.job.quarantine == nil { #expect(try await bench.sweep().rescued == 1) }
                let client = try ServiceConnection(bench.workspace.connection)
                do {
                    try client.transaction {
                        try bench.pay(job.amount, client)
                        try bench.store.complete(context, output: "paid", in: client.handle)
                    }
                } catch let error as JobError {
                    #expect(error == .leaseLost(context.id))
                    // So that the test need not wait for the backoff after a loss.
                    try await bench.queue.cancel(context.id)
                    throw error
                }
                return "paid"
            }
            try await bench.queue.drain(handlers)
            #expect(try await handle.record.state == .cancelled)
            #expect(try await bench.payments() == 0)
            #expect(try await bench.looseEnds() == 0)
        }
    }

    @Test func `A lease that is gone is an error also where the other job of its claim is still held`() async throws {
        try await withBench { bench in
            let handles = try await bench.queue.enqueue([Pay(amount: 7), Pay(amount: 8)])
            let isOver = Gate()
            var handlers = JobHandlers()
            handlers.add(Pay.self) { (job, context) async throws -> String in
                guard job.amount == 7 else {
                    _ = try await isOver.value()
                    return "held meanwhile"
                }
                defer { isOver.open() }
                let back = JobChange(
                    id: context.id, expecting: .leased(context.job.lease, cancelRequested: false),
                    effect: .wait(due: .after(.seconds(3_600)), attempt: 1, deadline: nil))
                #expect(try await bench.store.apply([back]) == [.applied])
                #expect(try await bench.receipts() == 1)
                let client = try ServiceConnection(bench.workspace.connection)
                let error = #expect(throws: JobError.self) {
                    try client.transaction {
                        try bench.pay(job.amount, client)
                        try bench.store.complete(context, output: "paid", in: client.handle)
                    }
                }
                #expect(error == .leaseLost(context.id))
                return "too late"
            }
            let worker = Worker(store: bench.store, handlers: handlers, configuration: WorkerConfiguration(concurrency: 2))
            let working = Task { try await worker.run() }
            #expect(try await handles[1].output == "held meanwhile")
            worker.stopAtOnce()
            try await working.value
            #expect(try await handles[0].record.state == .scheduled)
            #expect(try await bench.payments() == 0)
        }
    }

    @Test func `A sweep waits for no open transaction, takes no job that one holds, and closes what one has completed`() async throws {
        try await withBench { bench in
            let handle = try await bench.queue.enqueue(Pay(amount: 7))
            let other = try await bench.queue.enqueue(Pay(amount: 8))
            var handlers = JobHandlers()
            handlers.add(Pay.self) { job, context in
                guard job.amount == 7 else { return "never mind" }
                let client = try ServiceConnection(bench.workspace.connection)
                try client.run("BEGIN")
                try bench.pay(job.amount, client)
                try bench.store.complete(context, output: "paid", in: client.handle)
                let held = try await bench.sweep().rescued
                #expect(held <= 1, "only the neighbour")
                #expect(try await handle.record.state == .running)
                try client.run("COMMIT")
                #expect(try await handle.record.state == .completed)
                // As another process would, should this one have died.
                #expect(try await bench.sweep().rescued == 0)
                #expect(try await bench.looseEnds() == 0)
                return "paid"
            }
            try await bench.queue.drain(handlers)
            #expect(try await handle.output == "paid")
            #expect(try await other.record.state != .running)
            #expect(try await bench.payments() == 1)
        }
    }

    @Test func `A job that is kept longer than its retention is not removed before its claim is closed`() async throws {
        try await withBench { bench in
            let handle = try await bench.queue.enqueue(Pay(amount: 7))
            var handlers = JobHandlers()
            handlers.add(Pay.self) { job, context in
                let client = try ServiceConnection(bench.workspace.connection)
                try client.transaction { try bench.store.complete(context, output: "paid", in: client.handle) }
                let none = Retention(completed: .zero, failed: .zero, cancelled: .zero, expired: .zero)
                #expect(try await bench.store.prune(none, limit: 10) == 0)
                let again = JobChange(id: context.id, expecting: .finished(.completed), effect: .wait(due: .now, attempt: 0, deadline: nil))
                #expect(try await bench.store.apply([again]) == [.superseded], "nor does it wait again before")
                return "paid"
            }
            try await bench.queue.drain(handlers)
            let none = Retention(completed: .zero, failed: .zero, cancelled: .zero, expired: .zero)
            #expect(try await bench.store.prune(none, limit: 10) == 1)
            #expect(try await bench.queue.job(handle.id) == nil)
        }
    }

    @Test func `A transaction that outlives its handler decides for itself`() async throws {
        for commits in [true, false] {
            try await withBench { bench in
                let handle = try await bench.queue.enqueue(Pay(amount: 7))
                let client = try ServiceConnection(bench.workspace.connection)
                nonisolated(unsafe) let connection = client
                var handlers = JobHandlers()
                handlers.add(Pay.self) { job, context in
                    try connection.run("BEGIN")
                    try bench.store.complete(context, output: "paid", in: connection.handle)
                    return "paid"
                }
                try await bench.queue.drain(handlers)
                #expect(try await handle.record.state == .running)
                try client.run(commits ? "COMMIT" : "ROLLBACK")
                _ = try await bench.sweep()
                let record = try await handle.record
                #expect(record.state == (commits ? .completed : .scheduled))
                let left = try await bench.looseEnds() + bench.receipts()
                #expect(left == 0)
            }
        }
    }

    @Test func `A step in the handler's transaction runs once: its rows and its result commit together`() async throws {
        try await withBench { bench in
            let handle = try await bench.queue.enqueue(Pay(amount: 7))
            var handlers = JobHandlers()
            handlers.add(Pay.self) { job, context in
                let client = try ServiceConnection(bench.workspace.connection)
                let booked = try client.transaction {
                    try bench.store.step("book", of: context, in: client.handle) {
                        try bench.pay(job.amount, client)
                        return context.job.attempt
                    }
                }
                // The first transaction of the second step is rolled back, and its step with it.
                try client.transaction {
                    _ = try bench.store.step("again", of: context, in: client.handle) {
                        try bench.pay(0, client)
                        return true
                    }
                    if context.job.attempt == 1 { throw Refused() }
                }
                return "booked in attempt \(booked)"
            }
            try await bench.queue.drain(handlers)
            #expect(try await handle.output == "booked in attempt 1")
            #expect(try await bench.payments() == 2)
            #expect(try await bench.queue.finishedSteps(of: handle.id) == ["again", "book"])
        }
    }

    @Test func `A step under a lease that is gone writes nothing`() async throws {
        try await withBench { bench in
            let handle = try await bench.queue.enqueue(Pay(amount: 7))
            var handlers = JobHandlers()
            handlers.add(Pay.self) { job, context in
                #expect(try await bench.sweep().rescued == 1)
                let client = try ServiceConnection(bench.workspace.connection)
                let error = #expect(throws: JobError.self) {
                    try client.transaction {
                        try bench.store.step("book", of: context, in: client.handle) {
                            try bench.pay(1, client); return 1
                        }
                    }
                }
                #expect(error == .leaseLost(context.id))
                return "too late"
            }
            try await bench.queue.drain(handlers)
            #expect(try await bench.payments() == 0)
            #expect(try await bench.queue.finishedSteps(of: handle.id).isEmpty)
        }
    }

    @Test func `Without a transaction and in a stricter isolation it is refused, and says what to do`() async throws {
        try await withBench { bench in
            let handle = try await bench.queue.enqueue(Pay(amount: 7))
            var handlers = JobHandlers()
            handlers.add(Pay.self) { job, context in
                let client = try ServiceConnection(bench.workspace.connection)
                let none = #expect(throws: JobStoreError.self) { try bench.store.complete(context, output: "paid", in: client.handle) }
                #expect(none?.code == .invalid)
                let strict = #expect(throws: JobStoreError.self) {
                    try client.transaction("BEGIN ISOLATION LEVEL REPEATABLE READ") {
                        try bench.store.complete(context, output: "paid", in: client.handle)
                    }
                }
                #expect(strict?.code == .invalid && strict?.remedy.contains("READ COMMITTED") == true)
                return "by the worker"
            }
            try await bench.queue.drain(handlers)
            #expect(try await handle.output == "by the worker")
        }
    }

    @Test func `Completing twice in one transaction is an error that fails the attempt, and the job is not lost`() async throws {
        try await withBench { bench in
            let handle = try await bench.queue.enqueue(Pay(amount: 7))
            var handlers = JobHandlers()
            handlers.add(Pay.self) { job, context in
                let client = try ServiceConnection(bench.workspace.connection)
                try client.transaction {
                    try bench.store.complete(context, output: "paid", in: client.handle)
                    if context.job.attempt == 1 { try bench.store.complete(context, output: "paid", in: client.handle) }
                }
                return "paid"
            }
            try await bench.queue.drain(handlers)
            let record = try await handle.record
            #expect(record.state == .completed && record.attempt == 2)
            #expect(record.errors.first?.message.contains("has completed the job already") == true)
            #expect(try await bench.looseEnds() == 0)
        }
    }

    @Test func `Steps in the handler's transaction count against the limits, and are seen by steps outside of one`() async throws {
        try await withBench { bench in
            var services = JobServices()
            services.limits.steps = 2
            services.limits.stepsBytes = 40
            let queue = JobQueue(store: bench.store, services: services)
            let handle = try await queue.enqueue(Pay(amount: 7))
            var handlers = JobHandlers()
            handlers.add(Pay.self) { job, context in
                let client = try ServiceConnection(bench.workspace.connection)
                func step(_ name: String, _ length: Int) throws -> String {
                    try client.transaction {
                        try bench.store.step(name, of: context, in: client.handle) { String(repeating: "x", count: length) }
                    }
                }
                #expect(try await context.step("outside") { "x" } == "x")
                #expect(throws: JobError.self) { try step("inside", 50) }
                #expect(try step("inside", 20).count == 20)
                // Read again, and not run again.
                #expect(try await context.step("inside") { "ran again" }.count == 20)
                let count = #expect(throws: JobError.self) { try step("third", 1) }
                #expect(count == .tooManySteps(step: "third", limit: 2))
                return "done"
            }
            try await queue.drain(handlers)
            #expect(try await handle.output == "done")
            #expect(try await queue.finishedSteps(of: handle.id) == ["inside", "outside"])
        }
    }

    @Test func `A step that stands in a transaction of the handler's does not run again outside of it`() async throws {
        try await withBench { bench in
            let handle = try await bench.queue.enqueue(Pay(amount: 7))
            let neighbour = try await bench.queue.enqueue(Pay(amount: 8))
            var handlers = JobHandlers()
            handlers.add(Pay.self) { (job, context) async throws -> String in
                guard job.amount == 7 else { return "never mind" }
                let client = try ServiceConnection(bench.workspace.connection)
                try client.run("BEGIN")
                #expect(try bench.store.step("a", of: context, in: client.handle) { 1 } == 1)
                let early = await #expect(throws: JobError.self) { try await context.step("a") { 2 } }
                #expect(early?.description.contains("has not committed") == true)
                #expect(try await context.step("b") { 3 } == 3, "others go on")
                try client.run("COMMIT")
                #expect(try await context.step("a") { 4 } == 1)
                return "done"
            }
            try await bench.queue.drain(handlers)
            #expect(try await handle.output == "done")
            #expect(try await neighbour.record.state == .completed)
        }
    }

    @Test func `A role that may only enqueue does so in its own transaction, and is told what was there`() async throws {
        try await withBench { bench in
            let role = "jobkit shop \(JobEnvironment.system.random())"
            let schema = bench.workspace.schema
            try await bench.workspace.script(
                "CREATE ROLE \(role.quoted); " + PostgresMigrations.grant(.enqueuer, to: role, schema: schema))
            _ = try await bench.store.enqueue([Fixture.draft(1)])
            let client = try ServiceConnection(bench.workspace.connection)
            try client.run("SET ROLE \(role.quoted)")
            var other = Fixture.draft(1)
            other.kind = "another"
            let results = try client.transaction {
                try bench.store.enqueue([other, Fixture.draft(2), Fixture.draft(2)], in: client.handle)
            }
            #expect(
                results == [
                    .duplicate(of: Fixture.id(1), kind: Fixture.kind), .enqueued(Fixture.id(2)),
                    .duplicate(of: Fixture.id(2), kind: Fixture.kind),
                ])
            try client.run("RESET ROLE")
            try await bench.workspace.script("DROP OWNED BY \(role.quoted); DROP ROLE \(role.quoted)")
        }
    }
}

extension String {
    fileprivate var quoted: String { "\"\(self)\"" }
}
