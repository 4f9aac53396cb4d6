import Foundation
import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitPostgres

/// `JOBKIT_MODEL_SEEDS` sets how many seeds it runs, and `JOBKIT_MODEL_FIRST` the first of them.
@Suite("The store on a PostgreSQL server, beside the reference")
struct PostgresStoreModelTests {
    static var seeds: Range<UInt64> {
        let set = ProcessInfo.processInfo.environment
        let first = set["JOBKIT_MODEL_FIRST"].flatMap(UInt64.init) ?? 1
        return first..<first + max(1, set["JOBKIT_MODEL_SEEDS"].flatMap(UInt64.init) ?? 60)
    }

    @Test("does the same whatever is asked of it")
    func agrees() async {
        let report = await StoreModelTest.run(seeds: Self.seeds, on: PostgresStoreConformanceTests.subject)
        print(report.summary)
        #expect(report.failures.map(\.description) == [])
    }
}
