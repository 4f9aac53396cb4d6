import JobKitStoreTesting
import Testing

@Suite("The store in memory")
struct InMemoryStoreConformanceTests {
    static let subject = ConformanceSubject("in memory", hasSteadyClock: true) { environment in
        ConformanceSubject.Instance(InMemoryJobStore(environment: environment))
    }

    @Test("does as the suite says:", .timeLimit(.minutes(2)), arguments: StoreConformance.all)
    func conforms(to item: ConformanceCase) async {
        let result = await StoreConformance.run(item, on: Self.subject)
        switch result.outcome {
        case .skipped: #expect([.close, .shared, .outage].contains(result.topic), "\(result.outcome)")
        case .passed, .failed, .unprepared: #expect(result.outcome == .passed)
        }
    }
}
