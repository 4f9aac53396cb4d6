import JobKitStoreTesting
import Testing

@Suite("The store in memory")
struct InMemoryStoreConformanceTests {
    static let subject = ConformanceSubject("in memory") { environment in
        ConformanceSubject.Instance(InMemoryJobStore(environment: environment))
    }

    @Test("does as the suite says:", .timeLimit(.minutes(2)), arguments: StoreConformance.all)
    func conforms(to item: ConformanceCase) async {
        let result = await StoreConformance.run(item, on: Self.subject)
        let canSkip = result.outcome == .skipped(reason: "nothing outlives the store")
        #expect(result.outcome == .passed || (canSkip && result.topic == .close))
    }
}
