import JobKitStoreTesting
import Testing

/// The suite about itself: that it counts, skips and fails as it says.
@Suite("The conformance suite")
struct StoreConformanceTests {
    static let failing = ConformanceCase("fails", .data) { _ in try expect(1, 2, "numbers") }
    static let passing = ConformanceCase("passes", .data) { _ in }
    static let moving = ConformanceCase("moves time", .data, time: .manual) { _ in }

    @Test("has at least two hundred cases with names of their own, and some for every topic")
    func cases() {
        #expect(StoreConformance.all.count >= 200)
        #expect(Set(StoreConformance.all.map(\.name)).count == StoreConformance.all.count)
        #expect(Set(StoreConformance.all.map(\.topic)) == Set(ConformanceCase.Topic.allCases))
    }

    @Test("counts what passed, failed and was skipped, and says why")
    func report() async {
        let subject = ConformanceSubject("memory", clock: .own(reason: "its time is a server's")) {
            ConformanceSubject.Instance(InMemoryJobStore(environment: $0))
        }
        let report = await StoreConformance.run([Self.passing, Self.failing, Self.moving], on: subject)
        #expect(report.summary == "conformance of memory: 1 passed, 1 failed, 1 skipped")
        #expect(report.skips.map(\.outcome) == [.skipped(reason: "the case moves time, and its time is a server's")])
        #expect(report.failures.map(\.name) == ["fails"])
        guard case .failed(let message) = report.failures.first?.outcome else { return #expect(Bool(false)) }
        #expect(message.hasPrefix("numbers: got 1, expected 2 (JobKitTests/StoreConformanceTests.swift:"))
    }

    @Test("passes on a clock that runs, but for the cases that move time")
    func runningClock() async {
        let subject = ConformanceSubject("memory", clock: .own(reason: "its time runs")) { _ in
            ConformanceSubject.Instance(InMemoryJobStore())
        }
        let report = await StoreConformance.run(on: subject)
        #expect(report.failures.map(\.name) == [])
        let moving = StoreConformance.all.filter { $0.time == .manual }.map(\.name)
        #expect(report.skips.map(\.name).filter { !moving.contains($0) }.count == 2, "those that open the store again")
        #expect(Set(report.skips.map(\.name)).isSuperset(of: moving))
        #expect(report.results.count == StoreConformance.all.count)
    }

    @Test("is rid of a store after its case, and reports when that fails")
    func tearDown() async {
        let subject = ConformanceSubject("memory") { environment in
            ConformanceSubject.Instance(InMemoryJobStore(environment: environment)) {
                throw ConformanceFailure(message: "the file is still open", file: "here", line: 7)
            }
        }
        let report = await StoreConformance.run([Self.passing], on: subject)
        #expect(report.results.map(\.outcome) == [.failed("the file is still open (here:7)")])
    }

    @Test("finds a store that loses what it had when it is opened again")
    func forgetfulStore() async {
        let subject = ConformanceSubject("forgetful") { environment in
            let open = { @Sendable in InMemoryJobStore(environment: environment) }
            return ConformanceSubject.Instance(open(), reopen: open) {}
        }
        let closing = StoreConformance.all.filter { $0.topic == .close }
        let report = await StoreConformance.run(closing, on: subject)
        #expect(report.skips.map(\.name) == [])
        #expect(report.failures.count == 3)
    }
}
