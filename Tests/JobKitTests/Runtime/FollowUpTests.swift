import Foundation
import JobKit
import JobKitTesting
import Testing

@Suite("Jobs that a handler enqueues")
struct FollowUpTests {
    @Test("They exist when the job completes, and not before")
    func completes() async throws {
        var handlers = JobHandlers()
        handlers.add(Echo.self) { _, context in
            try context.enqueue(Chore(), options: EnqueueOptions(due: .after(.seconds(3_600)), tags: ["next"])).description
        }
        try await withWorkbench(handlers: handlers) { bench in
            let handle = try await bench.queue.enqueue(Echo(text: "first"))
            let record = try await bench.finished(handle)
            let next = try #require(JobID(try await handle.output))
            let follower = try #require(try await bench.queue.job(next))
            #expect(follower.state == .scheduled)
            #expect(follower.kind == Chore.kind)
            #expect(follower.tags == ["next"])
            #expect(follower.createdAt == record.finishedAt)
        }
    }

    @Test("Those of an attempt that fails never exist; the one that succeeds brings its own")
    func retried() async throws {
        var handlers = JobHandlers()
        handlers.add(Echo.self) { job, context in
            try context.enqueue(Chore(), options: EnqueueOptions(due: .after(.seconds(3_600)), tags: ["attempt:\(context.job.attempt)"]))
            guard context.job.attempt == 2 else { throw Failing(description: "not yet") }
            return job.text
        }
        try await withWorkbench(handlers: handlers) { bench in
            let handle = try await bench.queue.enqueue(Echo(text: "second"))
            _ = try await bench.finished(handle)
            let jobs = try await bench.queue.jobs(matching: JobQuery(kinds: [Chore.kind])).jobs
            #expect(jobs.map(\.tags) == [["attempt:2"]])
        }
    }

    @Test("A store without follow-ups refuses them before the handler relies on it")
    func unsupported() async throws {
        var handlers = JobHandlers()
        handlers.add(Echo.self) { _, context in try context.enqueue(Chore()).description }
        let store = PlainStore(InMemoryJobStore())
        let queue = JobQueue(store: store)
        let handle = try await queue.enqueue(Echo(text: "never"))
        try await queue.drain(handlers)
        let record = try await handle.record
        #expect(record.state == .failed)
        #expect(record.errors.map(\.message) == [JobError.notSupported(.followUps).description])
    }
}

@Suite("What is true of every record")
struct JobInvariantsTests {
    private static let now = Timestamp(microseconds: 1_000_000)

    private static var waiting: JobRecord {
        JobRecord(JobDraft(id: JobID(high: 1, low: 2), kind: "k", payload: Data()), createdAt: now)
    }

    @Test("Nothing is said of a job as stores show it")
    func sound() {
        #expect(JobInvariants.violations(of: Self.waiting).isEmpty)
    }

    @Test("Each rule is held against the record", arguments: Self.broken.indices)
    func held(index: Int) {
        var record = Self.waiting
        Self.broken[index](&record)
        #expect(JobInvariants.violations(of: record).count >= 1)
    }

    private static let broken: [@Sendable (inout JobRecord) -> Void] = [
        { $0.state = .running },
        { $0.state = .completed },
        { $0.finishedAt = now },
        { $0.startedAt = now },
        { $0.output = Data() },
        { $0.cancelRequestedAt = now },
        { $0.attempt = -1 },
        { $0.maxAttempts = 0 },
        { $0.tags = ["b", "a"] },
        { $0.tags = ["a", "a"] },
        { record in
            record.state = .failed
            (record.startedAt, record.finishedAt) = (now.advanced(by: .seconds(1)), now)
        },
    ]
}

/// The store in memory, without optional features, and with unreadable jobs.
final class PlainStore: JobStore {
    private let base: InMemoryJobStore
    private let isUnreadable: @Sendable (JobID) -> Bool

    init(_ base: InMemoryJobStore, isUnreadable: @escaping @Sendable (JobID) -> Bool = { _ in false }) {
        self.base = base
        self.isUnreadable = isUnreadable
    }

    func prepare() async throws { try await base.prepare() }
    func enqueue(_ request: EnqueueRequest) async throws -> [EnqueueResult] { try await base.enqueue(request) }
    func claim(_ request: ClaimRequest) async throws -> Claim { try await base.claim(request) }
    func apply(_ request: ApplyRequest) async throws -> [ApplyResult] { try await base.apply(request) }
    func renew(_ claims: [HeldClaim], for duration: Duration) async throws -> [RenewResult] { try await base.renew(claims, for: duration) }
    func stepResults(_ request: StepsRequest) async throws -> [String: Data] { try await base.stepResults(request) }
    func jobs(_ request: JobsRequest) async throws -> [JobRecord] {
        if let id = request.ids.first(where: isUnreadable) {
            throw JobStoreError(.internalInconsistency, subject: "read job \(id)", cause: "it is in no state", remedy: "Report it.")
        }
        return try await base.jobs(request)
    }
    func jobs(matching query: JobQuery, page: PageRequest) async throws -> JobPage { try await base.jobs(matching: query, page: page) }
    func counts() async throws -> [JobCount] { try await base.counts() }
    func overdue(_ request: OverdueRequest) async throws -> Overdue { try await base.overdue(request) }
    func prune(_ retention: Retention, limit: Int) async throws -> Int { try await base.prune(retention, limit: limit) }
    func setPaused(_ paused: Bool, queue: String) async throws { try await base.setPaused(paused, queue: queue) }
    func announce(_ worker: WorkerInfo, leaving: Bool) async throws { try await base.announce(worker, leaving: leaving) }
    func overview() async throws -> StoreOverview { try await base.overview() }
    func signals() -> AsyncStream<Void> { base.signals() }
    func close() async { await base.close() }
}
