import Foundation
import GRDB
import JobKitSQLite
import JobKitStoreTesting
import Testing

@Suite("The store in a SQLite file")
struct SQLiteStoreConformanceTests {
    static let subject = ConformanceSubject("SQLite", hasSteadyClock: true) { environment in
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
        if case .skipped = result.outcome, result.topic == .outage { return }
        #expect(result.outcome == .passed)
    }

    /// Another connection keeps the file locked, longer than this store waits.
    static let lockable = ConformanceSubject("SQLite, locked out") { environment in
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("jobkit-\(JobEnvironment.system.makeJobID())")
        let path = folder.appendingPathComponent("jobs.db").path
        let store = SQLiteJobStore(path: path, options: SQLiteJobStoreOptions(busyTimeout: .milliseconds(50)), environment: environment)
        var instance = ConformanceSubject.Instance(store) { try FileManager.default.removeItem(at: folder) }
        instance.breakConnection = {
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: path, configuration: configuration)
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            return { try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") } }
        }
        return instance
    }

    @Test(
        "does as the suite says while another connection keeps the file locked:",
        arguments: StoreConformance.all.filter { $0.topic == .outage })
    func isUnavailable(in item: ConformanceCase) async {
        #expect(await StoreConformance.run(item, on: Self.lockable).outcome == .passed)
    }
}
