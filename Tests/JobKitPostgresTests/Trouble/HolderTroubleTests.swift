import JobKit
import Testing

@testable import JobKitPostgres

/// A transaction that has locked rows that workers need, and is idle.
@Suite("Transactions that idle and hold locks", .serialized, .timeLimit(.minutes(3)))
struct HolderTroubleTests {
    private func withFlow(
        lease: Duration = .seconds(30), limit: Duration = .milliseconds(400),
        body: @escaping @Sendable (Flow.Load, JobContext) async throws -> Void = { _, _ in },
        _ test: (Flow, Workspace, OpenTransaction) async throws -> Void
    ) async throws {
        let workspace = try Workspace()
        var setting = Flow.Setting(workspace.connection, schema: workspace.schema)
        setting.options.statementTimeout = limit
        setting.worker.lease = lease
        setting.body = body
        try await Flow.run(setting) { flow in
            let open = OpenTransaction(workspace)
            do { try await test(flow, workspace, open) } catch {
                await open.end()
                throw error
            }
            await open.end()
        }
        try await workspace.remove()
    }

    @Test("Waiting jobs that are locked are passed over; no worker fails, waits or asks for them without a pause")
    func readyRows() async throws {
        try await withFlow(limit: .seconds(30)) { flow, workspace, open in
            try await flow.queue.pause(queue: JobOptions.defaultQueue)
            var ids: [JobID] = []
            for _ in 0..<10 { ids.append(try await flow.put()) }
            try await open.run("BEGIN; SELECT FROM {jobkit}.ready ORDER BY due LIMIT 3 FOR UPDATE")
            try await flow.queue.resume(queue: JobOptions.defaultQueue)
            for id in ids.dropFirst(3) { try await flow.waitUntilCompleted(id) }
            let claims = flow.calls(of: .claim, worker: 0)
            let start = JobEnvironment.system.uptime()
            try await eventually { flow.calls(of: .claim, worker: 0) >= claims + 5 }
            let polls = (JobEnvironment.system.uptime() - start) / flow.setting.worker.pollInterval
            #expect(Double(flow.calls(of: .claim, worker: 0) - claims) <= 2 * polls + 3)
            #expect(ids.prefix(3).allSatisfy { flow.ledger.attempts(of: $0).isEmpty })
            #expect(flow.log.failures() == 0)
            try await open.run("ROLLBACK")
            for id in ids { try await flow.waitUntilCompleted(id) }
        }
    }

    @Test(
        "An outcome whose claim is locked is written again and again, none waits longer than a call may, and it is stored when the holder goes"
    )
    func settledReceipt() async throws {
        let job = LongJob()
        try await withFlow(body: job.work) { flow, workspace, open in
            let id = try await job.begin(in: flow)
            try await open.run("BEGIN; SELECT FROM {jobkit}.receipt FOR UPDATE")
            job.end()
            try await eventually { flow.log.failures(of: "apply") >= 3 }
            #expect(try await flow.queue.job(id)?.state == .running)
            // The other jobs of this worker wait behind the outcome, up to its ten slots and as many ahead; the other worker goes on.
            for _ in 0..<60 { try await flow.put() }
            try await eventually { try await flow.queue.counts().contains { $0.state == .completed && $0.count >= 20 } }
            try await open.run("ROLLBACK")
            try await flow.waitUntilCompleted(id)
            #expect(flow.ledger.attempts(of: id) == [1])
        }
    }

    @Test("A claim that cannot be renewed because it is locked stays whose it was until the holder goes, and the job ends once")
    func renewedReceipt() async throws {
        let job = LongJob()
        try await withFlow(lease: .seconds(1), body: job.work) { flow, workspace, open in
            let id = try await job.begin(in: flow)
            try await open.run("BEGIN; SELECT FROM {jobkit}.receipt FOR UPDATE")
            // Its lease has lapsed; the sweeps of both workers meet the lock.
            try await eventually { flow.log.failures(of: "renew") >= 3 && flow.log.failures(of: "sweep") >= 3 }
            try await eventually {
                try await workspace.integer("SELECT count(*) FROM {jobkit}.receipt WHERE until < {jobkit}.clock()") == 1
            }
            #expect(flow.ledger.attempts(of: id) == [1])
            try await open.run("ROLLBACK")
            job.end()
            try await flow.waitUntilCompleted(id)
        }
    }

    @Test("A queue and kind that an open transaction is the first to use hold up no other that uses them too")
    func newLane() async throws {
        try await withFlow { flow, workspace, open in
            try await open.run("BEGIN; SELECT {jobkit}.enqueue('load', '{\"name\": \"\"}', 'new')")
            let handle = try await flow.queue.enqueue(Flow.Load(), options: EnqueueOptions(queue: "new"))
            try await open.run("SELECT FROM {jobkit}.lane FOR UPDATE")
            try await flow.waitUntilCompleted(flow.put())
            try await open.run("ROLLBACK")
            #expect(try await handle.record.state == .pending)
            try await flow.queue.cancel(handle.id)
            flow.ledger.exempt([handle.id])
        }
    }

    @Test("With idle_in_transaction_session_timeout the holder goes by itself")
    func sessionTimeout() async throws {
        let job = LongJob()
        try await withFlow(body: job.work) { flow, workspace, open in
            let id = try await job.begin(in: flow)
            try await open.run("SET idle_in_transaction_session_timeout TO '700ms'; BEGIN; SELECT FROM {jobkit}.receipt FOR UPDATE")
            job.end()
            try await eventually { flow.log.failures(of: "apply") >= 1 }
            try await flow.waitUntilCompleted(id)
            #expect(flow.ledger.attempts(of: id) == [1])
        }
    }
}

/// A job whose first attempt works until it is told to end; the others of the flow end at once.
private struct LongJob: Sendable {
    private let started = Gate()
    private let mayEnd = Counter()

    @Sendable func work(_ load: Flow.Load, _ context: JobContext) async throws {
        guard load.name == "long", context.job.attempt == 1, context.job.quarantine == nil else { return }
        started.open()
        while mayEnd.value == 0 { try await rest() }
    }

    /// Returns when its handler runs.
    func begin(in flow: Flow) async throws -> JobID {
        let id = try await flow.put(Flow.Load(name: "long"))
        _ = try await started.value()
        return id
    }

    func end() { mayEnd.add() }
}
