import Foundation
import JobKitSQLite
import JobKitStoreTesting
import Testing

@Suite("The store in a SQLite file")
struct SQLiteStoreConformanceTests {
    static let subject = ConformanceSubject("SQLite") { environment in
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("jobkit-\(JobEnvironment.system.makeJobID())")
        let open = { @Sendable in
            SQLiteJobStore(
                path: folder.appendingPathComponent("jobs.db").path, options: SQLiteJobStoreOptions(synchronous: .normal),
                environment: environment)
        }
        return ConformanceSubject.Instance(open(), reopen: open) { try FileManager.default.removeItem(at: folder) }
    }

    @Test("does as the suite says:", arguments: StoreConformance.all)
    func conforms(to item: ConformanceCase) async {
        let result = await StoreConformance.run(item, on: Self.subject)
        #expect(result.outcome == .passed)
    }
}
