@_spi(Stores) import JobKit
import JobKitStoreTesting
import Testing

@Suite("What stores make records of")
struct RecordRulesTests {
    private let now = Timestamp(microseconds: 1_000_000_000)

    @Test("A draft becomes a record field by field, its times resolved at the time of the enqueue")
    func recordOfDraft() async throws {
        let clock = ManualClock(startingAt: now)
        let store = InMemoryJobStore(environment: clock.environment)
        let drafts = [
            Fixture.draft(1, priority: .high, due: .after(.seconds(5)), deadline: .after(.seconds(9)), maxAttempts: 13), Fixture.draft(2),
        ]
        _ = try await store.enqueue(drafts)
        for draft in drafts { #expect(try await store.jobs([draft.id]) == [JobRecord(draft, createdAt: now)]) }
    }

    @Test("A waiting job is pending from the moment in which it is due; no other state changes by time")
    func stateAtTime() {
        var record = JobRecord(Fixture.draft(1, due: .after(.seconds(5))), createdAt: now)
        let due = now.advanced(by: .seconds(5))
        #expect(record.state == .scheduled)
        #expect(record.state(at: due.advanced(by: .microseconds(-1))) == .scheduled)
        #expect(record.state(at: due) == .pending)
        for state in JobState.allCases where !state.isWaiting {
            record.state = state
            #expect(record.state(at: due) == state)
        }
    }

    @Test("A record that a claim holds becomes the job that its worker gets, and others become none")
    func claimedJobOfRecord() async throws {
        let store = InMemoryJobStore(environment: ManualClock(startingAt: now).environment)
        _ = try await store.enqueue([Fixture.draft(1, deadline: .after(.seconds(9)))])
        let waiting = try await store.jobs([Fixture.id(1)])
        #expect(waiting.compactMap { ClaimedJob($0) } == [])
        let claim = try await store.claim(
            ClaimRequest(
                token: Fixture.token(1), worker: "w", queues: [Fixture.queue], kinds: [Fixture.kind], limit: 1, lease: .seconds(60)))
        #expect(claim.jobs.count == 1)
        #expect(try await store.jobs([Fixture.id(1)]).map { ClaimedJob($0) } == claim.jobs)
    }

    @Test("A query asks for every restriction at once, and for all of its tags")
    func query() {
        let record = JobRecord(Fixture.draft(1, tags: ["a", "b"]), createdAt: now)
        let matching = [
            JobQuery(), JobQuery(states: [.pending, .failed]), JobQuery(kinds: [Fixture.kind, "x"], queues: [Fixture.queue]),
            JobQuery(tags: ["b", "a"]),
        ]
        let others = [
            JobQuery(states: [.scheduled]), JobQuery(kinds: ["x"]), JobQuery(queues: ["x"]), JobQuery(tags: ["a", "x"]),
            JobQuery(states: [.pending], kinds: [Fixture.kind], queues: ["x"], tags: ["a"]),
        ]
        for query in matching { #expect(query.matches(record), "\(query)") }
        for query in others { #expect(!query.matches(record), "\(query)") }
    }
}
