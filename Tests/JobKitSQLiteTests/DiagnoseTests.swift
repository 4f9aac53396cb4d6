import JobKit
import JobKitStoreTesting
import Testing

@testable import JobKitSQLite

@Suite("Looking for what is wrong with a file")
struct DiagnoseTests {
    private func warnings(_ store: SQLiteJobStore, _ limits: DiagnosisLimits = DiagnosisLimits()) async throws -> [StoreFinding] {
        try await store.diagnose(limits).filter { $0.severity == .warning }
    }

    private let worker = WorkerInfo(id: "w", queues: [Fixture.queue], kinds: [Fixture.kind], concurrency: 1)

    @Test("A file whose jobs are taken has no findings but a note on an old SQLite")
    func clean() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        try await store.announce(worker, leaving: false)
        _ = try await store.enqueue([Fixture.draft(1)])
        let found = try await store.diagnose()
        #expect(found.map(\.code) == (FileFindings.runningVersion < 3_051_003 ? ["sqlite_version"] : []))
        #expect(found.allSatisfy { $0.severity == .note })
        await store.close()
    }

    @Test("Jobs that no worker handles, that wait long, and whose lease has lapsed are found, the last two by the store's clock")
    func jobs() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let drafts = [Fixture.draft(1), Fixture.draft(2, kind: "other"), Fixture.draft(3, due: .after(.seconds(86_400)))]
        _ = try await store.enqueue(drafts)
        try await store.announce(worker, leaving: false)
        #expect(try await warnings(store).map(\.what) == ["Nobody handles \"other\" in the queue \"\(Fixture.queue)\""])
        let claim = try await store.claim(
            ClaimRequest(
                token: Fixture.token(1), worker: "gone", queues: [Fixture.queue], kinds: ["other"], limit: 1, lease: .seconds(60)))
        #expect(claim.jobs.count == 1)
        #expect(try await warnings(store).isEmpty)
        workspace.clock.advance(by: .seconds(600))
        try await store.announce(worker, leaving: false)
        let found = try await warnings(store)
        #expect(found.map(\.code) == ["old_ready_job", "lapsed_lease"])
        #expect(found.map(\.detail).joined().contains("has been ready for 10 min, 1 job of it in all"))
        #expect(found.map(\.detail).joined().contains("lapsed 9 min ago; the worker gone held it."))
        await store.close()
    }

    @Test("A log that a reader keeps from starting over is found once it is large")
    func log() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        try await store.announce(worker, leaving: false)
        let reader = try workspace.connection(.readOnly)
        try reader.execute("BEGIN")
        _ = try reader.integer("SELECT count(*) FROM jobkit_job")
        for round in 0..<30 { _ = try await store.enqueue((0..<100).map { Fixture.draft(round * 100 + $0 + 1) }) }
        var limits = DiagnosisLimits()
        limits.logBytes = 1 << 20
        #expect(try await warnings(store).isEmpty)
        let found = try await warnings(store, limits)
        #expect(found.map(\.code) == ["log_size"])
        #expect(found.first?.remedy.hasPrefix("End reading transactions that are left open") == true)
        reader.close()
        await store.close()
    }

    @Test("Commits that a loss of power may take back are a note")
    func synchronous() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared(.init(synchronous: .normal))
        #expect(try await store.diagnose().map(\.code).contains("synchronous"))
        #expect(try await warnings(store).isEmpty)
        await store.close()
    }

    @Test("A file that another program has taken out of WAL is found")
    func journalMode() async throws {
        let workspace = try Workspace()
        await (try await workspace.prepared()).close()
        let other = try workspace.connection()
        _ = try other.statement("PRAGMA journal_mode = DELETE").firstRow { $0.text(.journalMode) }
        let session = Session(connection: other, clock: SteadyClock(workspace.clock.environment))
        let file = FileFindings(
            journalMode: try session.journalMode(), logBytes: FileFindings.logBytes(beside: workspace.path), synchronous: .full,
            version: 3_051_003, limits: DiagnosisLimits())
        #expect(file.logBytes == nil && file.all.map(\.what) == ["The file is in the journal mode \"delete\""])
        other.close()
    }

    @Test("SQLite before 3.51.3 is a note with its version", arguments: [(3_040_001, "3.40.1"), (3_051_002, "3.51.2"), (3_051_003, nil)])
    func version(number: Int, words: String?) {
        let file = FileFindings(journalMode: "wal", logBytes: 0, synchronous: .full, version: number, limits: DiagnosisLimits())
        #expect(file.all.map(\.what) == (words.map { ["SQLite \($0) can lose commits when somebody else checkpoints"] } ?? []))
    }
}
