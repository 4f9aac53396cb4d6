import JobKitStoreTesting
import Synchronization
import Testing

/// The model test about itself: stores that agree pass, and those that do not are found, shrunk and replayed.
@Suite("The model test of stores")
struct StoreModelTests {
    static let subject = ConformanceSubject("in memory") { ConformanceSubject.Instance(InMemoryJobStore(environment: $0)) }

    static func broken(_ bug: BrokenStore.Bug) -> ConformanceSubject {
        ConformanceSubject("\(bug)") { ConformanceSubject.Instance(BrokenStore(environment: $0, bug: bug)) }
    }

    @Test("finds nothing between the reference and itself")
    func agrees() async {
        let report = await StoreModelTest.run(seeds: 1...200, on: Self.subject)
        #expect(report.failures.map(\.description) == [])
        #expect(report.summary == "model test of in memory: 200 seeds, 12000 steps, 0 failures")
    }

    @Test("finds a broken store, shrinks the way there to a handful of steps, and replays it", arguments: BrokenStore.Bug.allCases)
    func finds(_ bug: BrokenStore.Bug) async throws {
        let report = await StoreModelTest.run(seeds: 1...60, on: Self.broken(bug))
        let failure = try #require(report.failures.first)
        #expect(failure.plan.steps.count <= 8, "\(failure)")
        #expect(failure.steps.count == failure.plan.steps.count)
        let line = try #require(failure.description.split(separator: "\n").first)
        #expect(try await StoreModelTest.replay(String(line), on: Self.broken(bug)) == failure)
        #expect(await StoreModelTest.replay(failure.plan, on: Self.subject) == nil)
    }

    @Test("accepts any choice of the overdue where a limit leaves some out")
    func accepts() async {
        let subject = ConformanceSubject("from the end") {
            ConformanceSubject.Instance(BrokenStore(environment: $0, freedom: .overdueFromTheEnd))
        }
        let report = await StoreModelTest.run(seeds: 1...200, on: subject)
        #expect(report.failures.map(\.description) == [])
    }

    @Test("asks for every verb, gets every answer, and brings jobs into every state")
    func reaches() async throws {
        let stores = Mutex<[(FaultyStore, BrokenStore)]>([])
        let subject = ConformanceSubject("watched") { environment in
            let seen = BrokenStore(environment: environment)
            let counted = FaultyStore(seen)
            stores.withLock { $0.append((counted, seen)) }
            return ConformanceSubject.Instance(counted)
        }
        _ = await StoreModelTest.run(seeds: 1...120, on: subject)
        let watched = stores.withLock { $0 }
        for verb in FaultyStore.Verb.allCases { #expect(watched.contains { $0.0.calls(of: verb) > 0 }, "\(verb)") }
        let answers = watched.reduce(into: Set<ApplyResult>()) { $0.formUnion($1.1.seen.answers) }
        #expect(answers == [.applied, .superseded, .cancelRequested, .missing])
        let states = watched.reduce(into: Set<JobState>()) { $0.formUnion($1.1.seen.states) }
        #expect(states == Set(JobState.allCases))
        #expect(watched.map(\.1.seen.longestHistory).max() ?? 0 >= 4)
    }

    @Test("closes a store and opens it again where the subject can, and finds what that loses")
    func reopens() async throws {
        let forgetful = ConformanceSubject("forgetful") { environment in
            let open = { @Sendable in InMemoryJobStore(environment: environment) }
            return ConformanceSubject.Instance(open(), reopen: open) {}
        }
        let report = await StoreModelTest.run(seeds: 1...60, on: forgetful)
        let failure = try #require(report.failures.first)
        #expect(failure.steps.last?.contains("close and open again") == true)
        #expect(failure.plan.steps.count == 2)
    }

    @Test("runs nothing on a clock that it cannot move, and says why")
    func skips() async {
        let subject = ConformanceSubject("memory", clock: .own(reason: "its time is a server's")) { _ in
            ConformanceSubject.Instance(InMemoryJobStore())
        }
        let report = await StoreModelTest.run(seeds: 1...5, on: subject)
        #expect(report.seeds == 0)
        #expect(report.summary == "model test of memory: skipped, because its time is a server's")
    }

    @Test("goes on behind a failure until there are as many as asked for")
    func manyFailures() async {
        let report = await StoreModelTest.run(seeds: 1...60, on: Self.broken(.neverResumed), maxFailures: 2)
        #expect(Set(report.failures.map(\.plan.seed)).count == 2)
    }

    @Test("reports a store that cannot be made, torn down or closed")
    func troubles() async {
        let unmade = ConformanceSubject("unmade") { _ in throw ConformanceFailure(message: "no disk", file: "here", line: 7) }
        let plan = StoreModelPlan(seed: 1, count: 3)
        #expect(await StoreModelTest.replay(plan, on: unmade)?.difference == "the store could not be made: no disk (here:7)")
        let untidy = ConformanceSubject("untidy") { environment in
            ConformanceSubject.Instance(InMemoryJobStore(environment: environment)) {
                throw ConformanceFailure(message: "the file is open", file: "here", line: 7)
            }
        }
        #expect(await StoreModelTest.replay(plan, on: untidy)?.difference == "the store could not be torn down: the file is open (here:7)")
    }

    @Test("writes a plan as one line and reads it back")
    func plans() {
        let plan = StoreModelPlan(seed: 42, steps: [3, 17, 18], simplifications: [.values, .names])
        #expect(plan.description == "seed 42, steps 3,17,18, simple names, simple values")
        #expect(StoreModelPlan(plan.description) == plan)
        #expect(StoreModelPlan("seed 18446744073709551615, steps 1") == StoreModelPlan(seed: .max, count: 1))
        let wrong = [
            "", "seed 42", "seed 42, steps ", "seed 42, steps 3,", "seed -1, steps 3", "steps 3, seed 42", "seed 42, steps 3, simple",
            "seed 42, steps 3, simple minds", "seed 42, steps 3, hard names", "seed 42, steps 3 4",
        ]
        for line in wrong { #expect(StoreModelPlan(line) == nil, "\(line)") }
    }

    @Test("refuses to replay a line that is none")
    func foreignLine() async {
        await #expect(throws: ConformanceFailure.self) { try await StoreModelTest.replay("seed of doubt", on: Self.subject) }
    }
}
