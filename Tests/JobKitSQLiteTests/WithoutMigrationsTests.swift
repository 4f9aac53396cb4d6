import Foundation
import JobKit
import Testing

@testable import JobKitSQLite

@Suite struct WithoutMigrationsTests {
    private func store(_ path: String) -> SQLiteJobStore {
        var options = SQLiteJobStoreOptions()
        options.migrates = false
        return SQLiteJobStore(path: path, options: options)
    }

    @Test func `Where it may not migrate, a store makes neither folder nor file nor table, and says what to do`() async throws {
        let workspace = try Workspace()
        let folder = workspace.path + "-folder"
        let missing = await #expect(throws: JobStoreError.self) { try await store(folder + "/jobs.db").prepare() }
        #expect(missing?.code == .unusable && missing?.cause == "there is no such file")
        #expect(!FileManager.default.fileExists(atPath: folder))
        // Another program's database, which keeps its journal mode, too.
        _ = FileManager.default.createFile(atPath: workspace.path, contents: nil)
        let other = try workspace.connection()
        try other.execute("CREATE TABLE theirs (x)")
        let mode = try other.statement("PRAGMA journal_mode").firstRow { $0.text(.journalMode) }
        let before = try Data(contentsOf: URL(fileURLWithPath: workspace.path))
        let refused = await #expect(throws: JobStoreError.self) { try await store(workspace.path).prepare() }
        #expect(refused?.code == .unusable && refused?.cause == "the file has no tables of JobKit")
        #expect(try Data(contentsOf: URL(fileURLWithPath: workspace.path)) == before)
        #expect(try other.statement("PRAGMA journal_mode").firstRow { $0.text(.journalMode) } == mode)
        other.close()
    }

    @Test func `What is printed makes the tables on which a store works that may not migrate, and takes them away again`() async throws {
        let workspace = try Workspace()
        _ = FileManager.default.createFile(atPath: workspace.path, contents: nil)
        let other = try workspace.connection()
        for statement in ["BEGIN"] + statements(SQLiteMigrations.up()) + ["COMMIT"] { try other.execute(statement) }
        let store = store(workspace.path)
        try await store.prepare()
        _ = try await store.enqueue([draft()])
        #expect(try await store.counts().map(\.count) == [1])
        await store.close()
        for statement in statements(SQLiteMigrations.down()) { try other.execute(statement) }
        #expect(try other.integer("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'jobkit%'") == 0)
        other.close()
        #expect(SQLiteMigrations.newestVersion == 1)
    }

    private func statements(_ script: String) -> [String] {
        script.components(separatedBy: ";\n").map { $0.hasSuffix(";") ? String($0.dropLast()) : $0 }
    }
}
