import CSQLite
import Foundation
import GRDB
import JobKit
import JobKitTesting
import MetricsTestKit
import Testing

@testable import JobKitSQLite

@Suite("Completing inside the handler's own transaction")
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

    private func pool(_ workspace: Workspace) throws -> DatabasePool {
        let pool = try DatabasePool(path: workspace.path)
        try pool.write { try $0.execute(sql: "CREATE TABLE payment (amount INTEGER NOT NULL)") }
        return pool
    }

    private func payments(_ pool: DatabasePool) async throws -> Int {
        try await pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM payment") ?? 0 }
    }

    private func queue(_ store: SQLiteJobStore, _ workspace: Workspace) -> JobQueue {
        JobQueue(store: store, services: JobServices(environment: workspace.clock.environment))
    }

    @Test func `The row, the job's end, its output and its follow-ups commit together`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let pool = try pool(workspace)
        let queue = queue(store, workspace)
        let handle = try await queue.enqueue(Pay(amount: 7))
        var handlers = JobHandlers()
        handlers.add(Pay.self) { job, context in
            try context.enqueue(Receipt(), options: EnqueueOptions(due: .after(.seconds(60))))
            try await pool.write { db in
                try db.execute(sql: "INSERT INTO payment VALUES (?)", arguments: [job.amount])
                try store.complete(context, output: "paid", in: try #require(db.sqliteConnection))
            }
            #expect(try await store.job(context.id)?.state == .completed, "before the worker has said a word")
            return "said later, and too late"
        }
        try await queue.drain(handlers)
        let record = try await handle.record
        #expect(record.state == .completed)
        #expect(record.errors.isEmpty)
        #expect(try await handle.output == "paid")
        #expect(try await payments(pool) == 1)
        #expect(try await queue.jobs(matching: JobQuery(kinds: [Receipt.kind])).jobs.map(\.createdAt) == [record.finishedAt])
    }

    @Test func `A rollback leaves the job running, and the attempt ends as its handler does`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let pool = try pool(workspace)
        let queue = queue(store, workspace)
        let handle = try await queue.enqueue(Pay(amount: 7))
        var handlers = JobHandlers()
        handlers.add(Pay.self) { job, context in
            try await pool.write { db in
                try db.execute(sql: "INSERT INTO payment VALUES (?)", arguments: [job.amount])
                try store.complete(context, output: "paid", in: try #require(db.sqliteConnection))
                if context.job.attempt < 3 { throw Refused() }
            }
            return "paid"
        }
        try await queue.drain(handlers)
        let record = try await handle.record
        #expect(record.state == .completed)
        #expect(record.attempt == 3)
        #expect(record.errors.map(\.consequence) == [.retried, .retried])
        #expect(try await payments(pool) == 1)
    }

    @Test func `A lease that is gone is an error, and the rows go with the transaction`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let pool = try pool(workspace)
        let queue = queue(store, workspace)
        let handle = try await queue.enqueue(Pay(amount: 7))
        var handlers = JobHandlers()
        handlers.add(Pay.self) { job, context in
            let lease = context.job.lease
            if context.job.attempt == 1 {
                // The sweep of another process takes the job back meanwhile.
                let change = JobChange(
                    id: context.id, expecting: .leased(lease, cancelRequested: false), effect: .wait(due: .now, attempt: 1, deadline: nil))
                #expect(try await store.apply([change]) == [.applied])
            }
            do {
                try await pool.write { db in
                    try db.execute(sql: "INSERT INTO payment VALUES (?)", arguments: [job.amount])
                    try store.complete(context, output: "paid", in: try #require(db.sqliteConnection))
                }
            } catch let error as JobError {
                #expect(error == .leaseLost(context.id))
                throw error
            }
            return "paid"
        }
        try await queue.drain(handlers)
        #expect(try await handle.record.state == .completed)
        #expect(try await handle.record.attempt == 2)
        #expect(try await payments(pool) == 1)
    }

    @Test func `A step in the handler's transaction runs once: its rows and its result commit together`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let pool = try pool(workspace)
        let queue = queue(store, workspace)
        let handle = try await queue.enqueue(Pay(amount: 7))
        var handlers = JobHandlers()
        handlers.add(Pay.self) { job, context in
            let booked = try await pool.write { db in
                try store.step("book", of: context, in: try #require(db.sqliteConnection)) {
                    try db.execute(sql: "INSERT INTO payment VALUES (?)", arguments: [job.amount])
                    return context.job.attempt
                }
            }
            // The first transaction of the second step is rolled back, and its step with it.
            try await pool.write { db in
                _ = try store.step("again", of: context, in: try #require(db.sqliteConnection)) {
                    try db.execute(sql: "INSERT INTO payment VALUES (0)")
                    return true
                }
                if context.job.attempt == 1 { throw Refused() }
            }
            return "booked in attempt \(booked)"
        }
        try await queue.drain(handlers)
        #expect(try await handle.output == "booked in attempt 1")
        #expect(try await payments(pool) == 2)
        #expect(try await queue.finishedSteps(of: handle.id) == ["again", "book"])
    }

    @Test func `Outside a transaction it is refused, and on another file`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let other = try await Workspace().prepared()
        let pool = try pool(workspace)
        let queue = queue(store, workspace)
        let handle = try await queue.enqueue(Pay(amount: 7))
        var handlers = JobHandlers()
        handlers.add(Pay.self) { job, context in
            try await pool.writeWithoutTransaction { db in
                let connection = try #require(db.sqliteConnection)
                #expect(throws: JobStoreError.self) { try store.complete(context, output: "paid", in: connection) }
                try db.inTransaction {
                    #expect(throws: JobStoreError.self) { try other.complete(context, output: "paid", in: connection) }
                    return .commit
                }
            }
            return "by the worker"
        }
        try await queue.drain(handlers)
        #expect(try await handle.output == "by the worker")
    }

    /// Takes the attempt's job back, as a sweep does.
    private func takeBack(_ context: JobContext, _ store: SQLiteJobStore) async throws {
        let change = JobChange(
            id: context.id, expecting: .leased(context.job.lease, cancelRequested: false),
            effect: .wait(due: .after(.seconds(3_600)), attempt: 1, deadline: nil))
        #expect(try await store.apply([change]) == [.applied])
    }

    private func outcomes(_ metrics: TestMetrics) -> [String] {
        metrics.counters.filter { $0.label == "jobkit.attempts" && $0.totalValue > 0 }.flatMap { counter in
            counter.dimensions.filter { $0.0 == "outcome" }.map(\.1)
        }
    }

    @Test(arguments: [true, false])
    func `A job that is lost after a completion which never was is not taken for completed`(isRefused: Bool) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let pool = try pool(workspace)
        let metrics = TestMetrics()
        let queue = JobQueue(store: store, services: JobServices(environment: workspace.clock.environment, metrics: metrics))
        let handle = try await queue.enqueue(Pay(amount: 7))
        var handlers = JobHandlers()
        handlers.add(Pay.self) { job, context in
            if isRefused {
                // Without a transaction.
                try await pool.writeWithoutTransaction { db in
                    let connection = try #require(db.sqliteConnection)
                    #expect(throws: JobStoreError.self) { try store.complete(context, output: "paid", in: connection) }
                }
            } else {
                _ = try? await pool.write { db in
                    try store.complete(context, output: "paid", in: try #require(db.sqliteConnection))
                    throw Refused()
                }
            }
            try await takeBack(context, store)
            return "too late"
        }
        try await queue.drain(handlers)
        #expect(try await handle.record.state == .scheduled)
        #expect(outcomes(metrics) == ["lost"])
    }

    @Test func `What is enqueued behind the completion is refused, and not lost in silence`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let pool = try pool(workspace)
        let queue = queue(store, workspace)
        let handle = try await queue.enqueue(Pay(amount: 7))
        var handlers = JobHandlers()
        handlers.add(Pay.self) { job, context in
            try await pool.write { db in try store.complete(context, output: "paid", in: try #require(db.sqliteConnection)) }
            let error = #expect(throws: JobError.self) { try context.enqueue(Receipt()) }
            #expect(error?.description.contains("enqueue before") == true)
            return "paid"
        }
        try await queue.drain(handlers)
        #expect(try await handle.record.state == .completed)
        #expect(try await queue.jobs(matching: JobQuery(kinds: [Receipt.kind])).jobs.isEmpty)
    }

    @Test func `Completing twice in one transaction is an error that fails the attempt, and the job is not lost`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let pool = try pool(workspace)
        let queue = queue(store, workspace)
        let handle = try await queue.enqueue(Pay(amount: 7))
        var handlers = JobHandlers()
        handlers.add(Pay.self) { job, context in
            try await pool.write { db in
                let connection = try #require(db.sqliteConnection)
                try store.complete(context, output: "paid", in: connection)
                if context.job.attempt == 1 { try store.complete(context, output: "paid", in: connection) }
            }
            return "paid"
        }
        try await queue.drain(handlers)
        let record = try await handle.record
        #expect(record.state == .completed && record.attempt == 2)
        #expect(record.errors.map(\.consequence) == [.retried])
        #expect(record.errors.first?.message.contains("has completed the job already") == true)
    }

    @Test func `Steps in the handler's transaction count against the limits, and are seen by steps outside of one`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let pool = try pool(workspace)
        var services = JobServices(environment: workspace.clock.environment)
        services.limits.steps = 2
        services.limits.stepsBytes = 40
        let queue = JobQueue(store: store, services: services)
        let handle = try await queue.enqueue(Pay(amount: 7))
        var handlers = JobHandlers()
        handlers.add(Pay.self) { (_, context) async throws -> String in
            @Sendable func step(_ name: String, _ length: Int) async throws -> String {
                try await pool.write { db in
                    try store.step(name, of: context, in: try #require(db.sqliteConnection)) { String(repeating: "x", count: length) }
                }
            }
            #expect(try await context.step("outside") { "x" } == "x")
            let sum = await #expect(throws: JobError.self) { try await step("inside", 50) }
            #expect(sum.map { "\($0)".contains("40") } == true)
            #expect(try await step("inside", 20).count == 20)
            // Read again, and not run again.
            #expect(try await context.step("inside") { "ran again" }.count == 20)
            let count = await #expect(throws: JobError.self) { try await step("third", 1) }
            #expect(count == .tooManySteps(step: "third", limit: 2))
            await #expect(throws: JobError.self) { try await context.step("fourth") { "x" } }
            return "done"
        }
        try await queue.drain(handlers)
        #expect(try await handle.output == "done")
        #expect(try await queue.finishedSteps(of: handle.id) == ["inside", "outside"])
    }

    @Test func `A completion through a container whose clock was just set is as old as it is`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let other = SQLiteJobStore(path: workspace.path, environment: workspace.clock.environment(boot: 2))
        try await other.prepare()
        let pool = try pool(workspace)
        let queue = queue(store, workspace)
        let handle = try await queue.enqueue(Pay(amount: 7))
        workspace.clock.step(by: .seconds(-8 * 86_400))
        var handlers = JobHandlers()
        handlers.add(Pay.self) { _, context in
            workspace.clock.step(by: .seconds(-2))
            try await pool.write { db in try other.complete(context, output: "paid", in: try #require(db.sqliteConnection)) }
            return "paid"
        }
        try await queue.drain(handlers)
        #expect(try await handle.record.state == .completed)
        #expect(try await store.prune(.default, limit: 10) == 0)
        workspace.clock.advance(by: .seconds(86_410))
        #expect(try await store.prune(.default, limit: 10) == 1)
        await other.close()
    }
}
