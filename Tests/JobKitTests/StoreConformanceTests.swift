import JobKitStoreTesting
import Testing

/// The suite about itself: it counts, skips and fails as documented.
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
        let others = report.skips.filter { !moving.contains($0.name) }
        #expect(Set(others.map(\.topic)) == [.close, .shared, .outage], "those that open the store again, or another, or break it")
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

/// The suite's frame when errors happen around a case.
@Suite("The conformance suite, in trouble")
struct StoreConformanceTroubleTests {
    static let subject = ConformanceSubject("memory", timeLimit: .milliseconds(50)) {
        ConformanceSubject.Instance(InMemoryJobStore(environment: $0))
    }

    @Test("fails a case that does not end, and goes on with another store")
    func timeLimit() async throws {
        let hanging = ConformanceCase("hangs", .data) { context in for await _ in context.store.signals() {} }
        let report = await StoreConformance.run([hanging, StoreConformanceTests.failing], on: Self.subject)
        let outcomes = report.results.map(\.outcome)
        #expect(outcomes.first == .failed("did not end within 0.05 seconds, and was left to itself"))
        #expect(report.failures.count == 2)
        #expect(try #require(report.results.first).duration >= .milliseconds(50))
    }

    @Test("reports a store that cannot be prepared once, apart, and gives up after three")
    func unprepared() async {
        let subject = ConformanceSubject("unprepared") {
            let store = FaultyStore(InMemoryJobStore(environment: $0)) { $0.verb == .prepare ? .outage : nil }
            return ConformanceSubject.Instance(store)
        }
        let cases = (1...9).map { ConformanceCase("case \($0)", .data) { _ in } }
        let report = await StoreConformance.run(cases, on: subject)
        #expect(report.failures.isEmpty)
        #expect(report.unprepared.count == 3)
        #expect(report.skips.map(\.outcome) == Array(repeating: .skipped(reason: "3 stores in a row could not be prepared"), count: 6))
        #expect(
            report.summary.hasPrefix(
                "conformance of unprepared: 0 passed, 0 failed, 6 skipped, 3 without a store: the store could not be prepared: "))
    }

    @Test("shows the first difference: where it is, the scalars of what looks alike, and times to the microsecond")
    func differences() {
        func message(_ body: () throws -> Void) -> String {
            do { try body() } catch let failure as ConformanceFailure { return failure.message } catch {}
            return "nothing was thrown"
        }
        let time = Timestamp(microseconds: 1_735_787_045_000_000)
        #expect(
            message { try expect(time, time.advanced(by: .microseconds(1))) }
                == "got 2025-01-02T03:04:05.000000Z, expected 2025-01-02T03:04:05.000001Z")
        #expect(
            message { try expect(["caf\u{E9}", "cafe\u{301}"], ["caf\u{E9}"]) }.hasSuffix(
                "they differ first at [1]: \"cafe\u{301}\" (U+0063 U+0061 U+0066 U+0065 U+0301), expected nothing, 1 elements in all"))
        #expect(
            message { try expect(Array("cafe\u{301}".utf8), Array("caf\u{E9}".utf8)) }
                == "got \"cafe\u{301}\" (U+0066 U+0065 U+0301), expected \"caf\u{E9}\" (U+0066 U+00E9)")
        #expect(
            message { try expect([UInt8](repeating: 255, count: 40), [255]) }
                == "got 40 bytes, from byte 1 on: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff, expected 1 bytes, from byte 1 on: none")
        var record = JobRecord(Fixture.draft(1), createdAt: time)
        let before = record
        record.errors = []
        record.tags[1] = "tag\u{A0}"
        #expect(
            message { try expect([record], [before]) }.hasSuffix(
                "they differ first at [0].tags[1]: \"tag\u{A0}\" (U+0067 U+00A0), expected \"tag.1.b\""))
    }
}
