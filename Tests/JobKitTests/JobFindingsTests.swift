import JobKit
import JobKitStoreTesting
import Testing

@Suite("What jobs and workers tell about a store")
struct JobFindingsTests {
    private let now = Timestamp(microseconds: 1_800_000_000_000_000)

    private func ago(_ seconds: Int64) -> Timestamp { now.advanced(by: .seconds(-seconds)) }

    private func worker(queues: [String] = ["mail"], kinds: [String] = ["send"], seen seconds: Int64 = 1) -> WorkerInfo {
        WorkerInfo(id: "w", queues: queues, kinds: kinds, concurrency: 3, seenAt: ago(seconds))
    }

    private func findings(
        _ workers: [WorkerInfo] = [], paused: Set<String> = [], ready: [ReadyLane] = []
    ) -> [StoreFinding] {
        JobFindings(
            StoreOverview(now: now, pausedQueues: paused, workers: workers), ready: ready, overdue: Overdue(now: now),
            limits: DiagnosisLimits()
        ).all
    }

    private func lane(_ seconds: Int64, count: Int = 1, queue: String = "mail") -> ReadyLane {
        ReadyLane(queue: queue, kind: "send", count: count, oldestDue: ago(seconds))
    }

    @Test("Jobs that a living worker takes within five minutes are no finding, nor are paused queues without jobs")
    func healthy() {
        #expect(findings([worker(seen: 120)], paused: ["idle"], ready: [lane(300)]) == [])
    }

    @Test("A kind that no living worker handles in its queue is named with the reason, once for each queue")
    func unhandled() {
        let found = findings([worker(seen: 121)], ready: [lane(7_500, count: 12)])
        #expect(
            found == [
                StoreFinding(
                    .warning, code: "unhandled_kind", what: "Nobody handles \"send\" in the queue \"mail\"",
                    detail: "12 jobs ready, the oldest for 2 h 5 min. No worker has been seen in the last 2 min.",
                    remedy:
                        "Start a worker that serves this queue and has a handler for this kind; where the kind was renamed, give the handler "
                        + "the old name as an alias; what nobody needs any more, cancel.")
            ])
        let otherKind = findings([worker(kinds: ["other"])], ready: [lane(1)])
        #expect(otherKind.map(\.detail) == ["1 job ready, the oldest for 1 s. The workers that live have no handler for this kind."])
        let otherQueue = findings([worker(queues: ["other"])], ready: [lane(1), lane(1, queue: "other")])
        #expect(otherQueue.map(\.detail) == ["1 job ready, the oldest for 1 s. Workers that handle this kind serve other queues."])
    }

    @Test("A job that has been ready for more than five minutes is old, with the room there is for it")
    func old() {
        let found = findings([worker(), worker()], ready: [lane(301, count: 2)])
        #expect(found.map(\.code) == ["old_ready_job"] && found.map(\.severity) == [.warning])
        #expect(
            found.first?.detail
                == "A \"send\" has been ready for 5 min, 2 jobs of it in all. 2 workers with room for 6 jobs at once would take it.")
    }

    @Test("Names that are one to Swift are one lane")
    func merged() {
        let lanes = ["caf\u{E9}", "cafe\u{301}"].enumerated().map { lane(Int64($0.offset) + 8, count: 2, queue: $0.element) }
        #expect(findings(ready: lanes).map(\.detail) == ["4 jobs ready, the oldest for 9 s. No worker has been seen in the last 2 min."])
    }

    @Test("What waits in a paused queue is a note, whichever worker would handle it")
    func paused() {
        let found = findings(paused: ["mail"], ready: [lane(90_000, count: 3)])
        #expect(found.map(\.code) == ["paused_queue"] && found.map(\.severity) == [.note])
        #expect(found.map(\.detail) == ["3 jobs ready in it, the oldest for 1 d 1 h."])
    }

    @Test(
        "Leases and deadlines that passed more than a minute ago, or at all where no worker lives, mean that none sweeps; the oldest is named"
    )
    func overdue() async throws {
        let clock = ManualClock()
        let store = InMemoryJobStore(environment: clock.environment)
        try await store.prepare()
        let context = ConformanceContext(store: store, clock: clock)
        _ = try await context.run(Fixture.draft(1), token: 1, worker: "gone", lease: .seconds(60))
        try await context.enqueue(Fixture.draft(2, deadline: .after(.seconds(70))))
        func found(_ living: String = "another") async throws -> [StoreFinding] {
            let overdue = try await store.overdue(OverdueRequest(limit: JobFindings.mostOverdue))
            let worker = WorkerInfo(id: living, queues: ["mail"], kinds: ["send"], concurrency: 1, seenAt: clock.now)
            return JobFindings(
                StoreOverview(now: clock.now, pausedQueues: [], workers: [worker]), ready: [], overdue: overdue, limits: DiagnosisLimits()
            ).all
        }
        clock.advance(by: .seconds(61))
        // The only one that was seen is the one that has let it lapse: no worker is left to take it back.
        #expect(try await found("gone").map(\.code) == ["lapsed_lease"])
        clock.advance(by: .seconds(59))
        #expect(try await found() == [])
        clock.advance(by: .seconds(1))
        #expect(try await found().map(\.code) == ["lapsed_lease"])
        clock.advance(by: .seconds(60))
        let both = try await found()
        #expect(both.map(\.what) == ["1 job held by workers that have fallen silent", "1 job past the deadline, and not expired"])
        #expect(
            both.map(\.detail) == [
                "The lease of \(Fixture.id(1)) lapsed 2 min ago; the worker gone held it. Nobody has taken it back.",
                "The deadline of \(Fixture.id(2)) passed 1 min ago.",
            ])
        await store.close()
    }
}
