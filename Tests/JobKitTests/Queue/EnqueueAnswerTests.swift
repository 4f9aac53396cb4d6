import InMemoryTracing
import JobKitTesting
import Metrics
import MetricsTestKit
import Testing
import Tracing

@testable import JobKit

/// The results of `enqueue`, its counts, and the context that it carries along.
@Suite("The answer to an enqueue")
struct EnqueueAnswerTests {
    private struct Renamed: Job {
        static let kind = "echo-2"
        static let aliases = ["echo"]
        typealias Output = String
        var text: String
    }

    private func make(_ change: (inout JobServices) -> Void = { _ in }) -> (queue: JobQueue, clock: ManualClock) {
        let clock = ManualClock()
        var services = JobServices(environment: clock.environment)
        change(&services)
        return (JobQueue(store: InMemoryJobStore(environment: clock.environment), services: services), clock)
    }

    @Test func `The first job under an id is new, and a second one of its kind is that job`() async throws {
        let (queue, clock) = make()
        let id = clock.environment.makeJobID()
        let first = try await queue.enqueue(Echo(text: "one"), options: EnqueueOptions(id: id))
        let second = try await queue.enqueue(Echo(text: "two"), options: EnqueueOptions(id: id))
        #expect(first.isNew && !second.isNew)
        #expect(second.id == id)
        #expect(try await queue.enqueue([Echo(text: "three")], options: EnqueueOptions(id: id)).map(\.isNew) == [false])
        #expect(!queue.handle(for: id, as: Echo.self).isNew)
    }

    @Test func `A job stored under an earlier name of the type is of its kind`() async throws {
        let (queue, clock) = make()
        let id = clock.environment.makeJobID()
        try await queue.enqueue(Echo(text: "one"), options: EnqueueOptions(id: id))
        #expect(try await !queue.enqueue(Renamed(text: "two"), options: EnqueueOptions(id: id)).isNew)
    }

    @Test func `An id that names a job of another kind is refused, and nothing else happens`() async throws {
        let (queue, clock) = make()
        let id = clock.environment.makeJobID()
        let echo = try await queue.enqueue(Echo(text: "one"), options: EnqueueOptions(id: id))
        let before = try await echo.record
        let error = await #expect(throws: JobError.self) { try await queue.enqueue(Chore(), options: EnqueueOptions(id: id)) }
        #expect(error == .idTaken(id, kind: "echo"))
        #expect(
            error?.description
                == "The id \(id) is that of a echo job, so nothing was enqueued. Give the job another id: an id names one job of "
                + "one kind until that job is removed after its retention time.")
        #expect(try await queue.jobs().jobs == [before])
    }

    @Test func `Jobs of several types are one commit, and each gets its handle`() async throws {
        let clock = ManualClock()
        let store = FaultyStore(InMemoryJobStore(environment: clock.environment))
        let queue = JobQueue(store: store, services: JobServices(environment: clock.environment))
        let options = EnqueueOptions(due: .after(.seconds(5)), tags: ["together"])
        let (echo, chore, renamed) = try await queue.enqueue(Echo(text: "a"), Chore(), Renamed(text: "b"), options: options)
        #expect(store.calls(of: .enqueue) == 1)
        #expect(try await [echo.record.kind, chore.record.kind, renamed.record.kind] == ["echo", "chore", "echo-2"])
        #expect(echo.isNew && chore.isNew && renamed.isNew)
        #expect(try await queue.jobs(matching: JobQuery(tags: ["together"])).jobs.map(\.id) == [renamed.id, chore.id, echo.id])
        let pair: (JobHandle<Echo>, JobHandle<Chore>) = try await queue.enqueue(Echo(text: "c"), Chore())
        #expect(pair.0.id != pair.1.id)
        await #expect(throws: JobError.self) { try await queue.enqueue(Echo(text: ""), Chore(), options: EnqueueOptions(id: echo.id)) }
    }

    @Test func `More jobs in one call than the limit are refused, with what to do`() async throws {
        let (queue, clock) = make { $0.limits.jobsPerCall = 3 }
        #expect(try await queue.enqueue([Chore(), Chore(), Chore()]).count == 3)
        let error = await #expect(throws: JobError.self) { try await queue.enqueue([Chore(), Chore(), Chore(), Chore()]) }
        #expect(error == .tooManyJobs(count: 4, limit: 3))
        #expect(
            error?.description
                == "One call enqueues at most 3 jobs, not 4, since it is one transaction, which everything else that writes waits "
                + "for. Enqueue them in parts, or raise JobLimits.jobsPerCall.")
        let drafts = (0..<4).map { _ in JobDraft(id: clock.environment.makeJobID(), kind: "k", payload: .init()) }
        await #expect(throws: JobError.self) { try await queue.enqueue(drafts: drafts) }
        #expect(try await queue.jobs().jobs.count == 3)
        #expect(JobLimits().jobsPerCall == 100_000)
    }

    @Test func `What is stored is counted by kind on every way in, and a duplicate is not`() async throws {
        let metrics = TestMetrics()
        let (queue, clock) = make { $0.metrics = metrics }
        let id = clock.environment.makeJobID()
        for _ in 0..<2 { try await queue.enqueue(Echo(text: ""), options: EnqueueOptions(id: id)) }
        try await queue.enqueue([Echo(text: ""), Echo(text: "")])
        try await queue.enqueue(Echo(text: ""), Chore())
        _ = try? await queue.enqueue(Chore(), options: EnqueueOptions(id: id))
        let draft = try queue.draft(Chore())
        try await queue.enqueue(drafts: [draft, try queue.draft(Echo(text: "")), try queue.draft(Chore()), draft])
        func count(_ kind: String) throws -> Int64 { try metrics.expectCounter("jobkit.jobs.enqueued", [("kind", kind)]).totalValue }
        #expect(try count("echo") == 5)
        #expect(try count("chore") == 3)
    }

    @Test func `Every way in carries the trace`() async throws {
        let tracer = InMemoryTracer()
        let (queue, clock) = make { $0.tracer = tracer }
        try await queue.enqueue(Echo(text: ""), Chore())
        try await queue.enqueue(drafts: [JobDraft(id: clock.environment.makeJobID(), kind: "by hand", payload: .init())])
        #expect(tracer.finishedSpans.map(\.operationName) == ["enqueue", "enqueue by hand"])
        let draft = try tracer.withSpan("request") { _ in try queue.draft(Chore()) }
        #expect(try await queue.jobs().jobs.allSatisfy { !$0.headers.isEmpty } && !draft.headers.isEmpty)
        try await queue.enqueue(drafts: [draft])
        #expect(try await queue.job(draft.id)?.headers == draft.headers, "a draft keeps the context that it carries")
        #expect(try queue.draft(Chore()).headers.isEmpty, "outside of a trace there is none")
    }
}
