import JobKitStoreTesting
import Testing

@Suite("The store of the guide")
struct DictionaryJobStoreTests {
    static let subject = ConformanceSubject("in a dictionary") { environment in
        ConformanceSubject.Instance(DictionaryJobStore(environment: environment))
    }

    @Test("does as the suite says:", .timeLimit(.minutes(5)), arguments: StoreConformance.all)
    func conforms(to item: ConformanceCase) async {
        switch await StoreConformance.run(item, on: Self.subject).outcome {
        case .passed: break
        case .failed(let message), .unprepared(let message): Issue.record("\(message)")
        case .skipped(let reason): print("skipped: \(item) because \(reason)")
        }
    }
}

extension DictionaryJobStoreTests {
    @Test("keeps late workers out, and reports it in one line")
    func fence() async {
        let cases = StoreConformance.all.filter { $0.topic == .fence }
        let report = await StoreConformance.run(cases, on: Self.subject)
        #expect(report.summary == "conformance of in a dictionary: \(cases.count) passed, 0 failed, 0 skipped")
        for failure in report.failures { print(failure.topic, failure.name, failure.outcome) }
    }
}

extension DictionaryJobStoreTests {
    @Test("does the same as the store in memory, whatever is asked of it")
    func agrees() async {
        let report = await StoreModelTest.run(seeds: 1...40, on: Self.subject)
        #expect(report.failures.map(\.description) == [])
    }
}
