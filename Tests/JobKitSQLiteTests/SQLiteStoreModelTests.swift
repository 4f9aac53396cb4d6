import Foundation
import JobKitSQLite
import JobKitStoreTesting
import Testing

/// `JOBKIT_MODEL_SEEDS` sets how many seeds each of them runs, and `JOBKIT_MODEL_FIRST` the first of them.
@Suite("The store in a SQLite file, beside the reference")
struct SQLiteStoreModelTests {
    static func seeds(_ count: UInt64) -> Range<UInt64> {
        let set = ProcessInfo.processInfo.environment
        let first = set["JOBKIT_MODEL_FIRST"].flatMap(UInt64.init) ?? 1
        return first..<first + max(1, set["JOBKIT_MODEL_SEEDS"].flatMap(UInt64.init) ?? count)
    }

    static func subject(
        _ name: String, _ make: @escaping @Sendable (@escaping @Sendable () -> SQLiteJobStore) -> any JobStore
    ) -> ConformanceSubject {
        ConformanceSubject(name, hasSteadyClock: true) { environment in
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("jobkit-\(JobEnvironment.system.makeJobID())")
            let open = { @Sendable in
                SQLiteJobStore(
                    path: folder.appendingPathComponent("jobs.db").path, options: SQLiteJobStoreOptions(synchronous: .normal),
                    environment: environment)
            }
            return ConformanceSubject.Instance(make(open), reopen: { make(open) }) { try FileManager.default.removeItem(at: folder) }
        }
    }

    @Test("does the same whatever is asked of it")
    func agrees() async {
        let report = await StoreModelTest.run(seeds: Self.seeds(200), on: Self.subject("SQLite") { $0() })
        print(report.summary)
        #expect(report.failures.map(\.description) == [])
    }

    @Test("does the same when two stores share the file and are asked in turn")
    func agreesWhenShared() async {
        let subject = Self.subject("two SQLite stores") { TwoStores($0(), $0()) }
        let report = await StoreModelTest.run(seeds: Self.seeds(60).map { 1 << 32 + $0 }, on: subject)
        print(report.summary)
        #expect(report.failures.map(\.description) == [])
    }
}
