import Foundation
import JobKit
import Testing

@testable import JobKitSQLite

extension Workspace {
    /// The store of a binary that knows these versions.
    fileprivate func store(_ migrations: [Migration]) -> SQLiteJobStore {
        SQLiteJobStore(Database(path: path, options: .init(), environment: clock.environment, logger: nil, migrations: migrations))
    }
}

@Suite struct MigrationTests {
    @Test func `A newer schema is refused by name, and nothing is changed`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        await store.close()
        let other = try workspace.connection()
        try other.execute("UPDATE jobkit_meta SET value = 99 WHERE key IN ('version', 'works_from')")
        other.close()
        let error = await #expect(throws: JobStoreError.self) { try await workspace.store().prepare() }
        #expect(
            error?.description
                == "Could not prepare \(workspace.path): the schema has version 99, and this JobKit knows versions up to 1. "
                + "Update JobKit in this program; a newer one has upgraded the file.")
        #expect(error?.code == .unusable)
    }

    @Test func `A file of version 1 keeps its jobs when a later version adds to it, once`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let job = draft()
        _ = try await store.enqueue([job])
        await store.close()
        let second = Migration(
            version: 2, worksFrom: 1, statements: ["CREATE TABLE jobkit_extra (x INTEGER)", "INSERT INTO jobkit_extra VALUES (1)"])
        let migrator = Migrator(subject: "prepare", migrations: [.first, second])
        let connection = try workspace.connection()
        try migrator.run(on: connection)
        try migrator.run(on: connection)
        #expect(try connection.integer("SELECT count(*) FROM jobkit_extra") == 1)
        #expect(try connection.integer("SELECT value FROM jobkit_meta WHERE key = 'version'") == 2)
        #expect(try connection.integer("SELECT count(*) FROM jobkit_job") == 1)
    }

    @Test func `The text of a version is frozen: its fingerprint is the one that files have`() {
        for migration in Migration.all {
            let text = Migration.fingerprint(of: migration.statements)
            #expect(
                migration.fingerprint == text,
                "The statements of version \(migration.version) were edited. If it was released, undo that and add a version; if not, write \(text)."
            )
        }
        #expect(Migration.all.map(\.version) == Array(1...Int64(Migration.all.count)))
        #expect(Migration.fingerprint(of: ["a", "b"]) != Migration.fingerprint(of: ["ab"]))
    }

    @Test func `Tables that an unreleased text of a version made are refused, and left as they are`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        await store.close()
        let other = try workspace.connection()
        for change in [
            "UPDATE jobkit_meta SET value = 7 WHERE key = 'fingerprint_1'", "DELETE FROM jobkit_meta WHERE key = 'fingerprint_1'",
        ] {
            try other.execute(change)
            let error = await #expect(throws: JobStoreError.self) { try await workspace.store().prepare() }
            #expect(
                error?.description
                    == "Could not prepare \(workspace.path): its tables of version 1 were made by a build of JobKit that was never released. "
                    + "Let that build finish the jobs in the file, then remove the file with its -wal and -shm, or name another: it is made anew."
            )
            #expect(error?.code == .unusable)
        }
        let producer = SQLiteJobStore(path: workspace.path, environment: workspace.clock.environment)
        let handle = other.withHandle { $0 }
        try other.execute("BEGIN IMMEDIATE")
        let error = #expect(throws: JobStoreError.self) { try producer.enqueue([draft()], in: handle) }
        #expect(error?.code == .unusable)
        try other.execute("ROLLBACK")
    }

    /// A possible later release: new columns with defaults, a new table, an index, a trigger.
    private static let next = Migration(
        version: 2, worksFrom: 1,
        statements: [
            "ALTER TABLE jobkit_job ADD COLUMN note TEXT", "ALTER TABLE jobkit_finished ADD COLUMN cost INTEGER NOT NULL DEFAULT 7",
            "ALTER TABLE jobkit_ready ADD COLUMN extra INTEGER NOT NULL DEFAULT 0",
            "CREATE TABLE jobkit_extra (seq INTEGER PRIMARY KEY, x INTEGER)", "INSERT INTO jobkit_extra SELECT seq, 1 FROM jobkit_job",
            "CREATE INDEX jobkit_job_by_creation ON jobkit_job (created_at)",
        ])

    @Test func `A file with jobs in every state is upgraded under an older binary that works on, when the new version says it can`()
        async throws
    {
        let workspace = try Workspace()
        let old = try await workspace.prepared()
        let drafts = (0..<9).map { draft("k\($0)", due: $0 == 8 ? .after(.seconds(60)) : .now, tags: ["t\($0 % 2)"]) }
        _ = try await old.enqueue(drafts)
        func claim(_ store: SQLiteJobStore, _ kinds: ClosedRange<Int>) async throws -> [ClaimedJob] {
            try await store.claim(request(kinds.map { "k\($0)" })).jobs
        }
        let ended = try await claim(old, 0...3)
        let states: [JobState] = [.completed, .failed, .cancelled, .expired]
        _ = try await old.apply(zip(ended, states).map { $0.change(.finish($1, output: Data([1]))) })
        let held = try await claim(old, 4...5)
        let before = Dictionary(uniqueKeysWithValues: try await old.jobs(drafts.map(\.id)).map { ($0.id, $0) })
        #expect(Set(before.values.map(\.state)) == Set(JobState.allCases))

        let new = workspace.store([.first, Self.next])
        try await new.prepare()
        #expect(Dictionary(uniqueKeysWithValues: try await new.jobs(drafts.map(\.id)).map { ($0.id, $0) }) == before)
        #expect(Dictionary(uniqueKeysWithValues: try await old.jobs(drafts.map(\.id)).map { ($0.id, $0) }) == before)

        // Each settles its claim beside the other's, and then claims jobs that the other has enqueued.
        #expect(try await new.apply([held[0].change(.finish(.completed, output: nil))]) == [.applied])
        #expect(try await old.apply([held[1].change(.finish(.failed, output: nil))]) == [.applied])
        let later = [draft("k0"), draft("k1")]
        _ = try await old.enqueue([later[0]])
        _ = try await new.enqueue([later[1]])
        #expect(try await claim(new, 0...0).map(\.id) == [later[0].id])
        #expect(try await claim(old, 1...1).map(\.id) == [later[1].id])
        #expect(try await claim(old, 6...6).map(\.id) == [drafts[6].id])
        let counts = Set(try await old.counts())
        #expect(try await Set(new.counts()) == counts)
        #expect(counts.filter { $0.state == .completed }.reduce(0) { $0 + $1.count } == 2)
        workspace.clock.advance(by: .seconds(90))
        #expect(try await old.prune(Retention(completed: .zero, failed: .zero, cancelled: .zero, expired: .zero), limit: 100) == 6)
        await old.close()

        // An older binary that starts now finds the newer tables, and leaves their version alone.
        let again = try await workspace.prepared()
        #expect(try await again.jobs(matching: JobQuery(tags: ["t0"]), page: PageRequest()).jobs.map(\.kind) == ["k8", "k6"])
        await again.close()
        await new.close()
        let look = try workspace.connection(.readOnly)
        #expect(try look.integer("SELECT value FROM jobkit_meta WHERE key = 'version'") == 2)
        #expect(try look.integer("SELECT count(*) FROM jobkit_extra") == 9)
    }

    @Test func `An older binary is refused where the newer version says that it cannot work`() async throws {
        let workspace = try Workspace()
        let new = workspace.store([.first, Migration(version: 2, worksFrom: 2, statements: ["DROP TABLE jobkit_progress"])])
        try await new.prepare()
        await new.close()
        let error = await #expect(throws: JobStoreError.self) { try await workspace.store().prepare() }
        #expect(error?.cause == "the schema has version 2, and this JobKit knows versions up to 1")
    }

    @Test func `A migration that fails leaves the version before it`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        await store.close()
        let broken = Migration(version: 2, worksFrom: 1, statements: ["CREATE TABLE jobkit_extra (x INTEGER)", "nonsense"])
        let connection = try workspace.connection()
        #expect(throws: SQLiteFailure.self) { try Migrator(subject: "prepare", migrations: [.first, broken]).run(on: connection) }
        #expect(try connection.integer("SELECT value FROM jobkit_meta WHERE key = 'version'") == 1)
        #expect(try connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'jobkit_extra'") == 0)
    }

    @Test func `The tables live beside those of the service, whose schema version is left alone`() async throws {
        let workspace = try Workspace()
        let first = workspace.store()
        try await first.prepare()
        await first.close()
        let service = try workspace.connection()
        try service.execute("CREATE TABLE customer (name TEXT); PRAGMA user_version = 7")
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft()])
        #expect(try service.integer("PRAGMA user_version") == 7)
        #expect(
            try service.integer("SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'jobkit%' AND name NOT LIKE 'sqlite%'") == 1)
        await store.close()
    }
}
