import Foundation
import JobKit
import JobKitSQLite
import Testing

/// Another process keeps the file locked, or reads it without end.
@Suite(.timeLimit(.minutes(3))) struct LockTests {
    private static let long = ProcessInfo.processInfo.environment["JOBKIT_LONG"] == "1"

    private static func text(_ path: String) -> String {
        "Could not enqueue into \(path): SQLite says \"database is locked\" (code 5). "
            + "Another connection has kept the file locked for longer than the busy timeout: "
            + "look for a transaction that is left open, and try again."
    }

    @Test func `A verb waits for five seconds until another process lets go of the lock`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared(.init(busyTimeout: .seconds(60)))
        let job = draft()
        let results = try await ChildProcess.during("hold-lock", workspace.path, "5", after: "holding") { _ in
            try await store.enqueue([job])
        }
        #expect(results == [.enqueued(job.id)])
        await store.close()
    }

    @Test func `A lock kept for longer than the busy timeout is a typed error, and the store goes on once its holder was killed`()
        async throws
    {
        let workspace = try Workspace()
        let store = try await workspace.prepared(.init(busyTimeout: .milliseconds(200)))
        let job = draft()
        let results = try await ChildProcess.during("hold-lock", workspace.path, after: "holding") { kill in
            let error = await #expect(throws: JobStoreError.self) { try await store.enqueue([job]) }
            #expect(error?.description == Self.text(workspace.path))
            #expect(error?.code == .unavailable)
            #expect(try await store.total() == 0, "reading needs no lock")
            try kill()
            // The kernel releases the lock when the process is gone.
            while true { if let results = try? await store.enqueue([job]) { return results } }
        }
        #expect(results == [.enqueued(job.id)])
        await store.close()
    }

    @Test(.enabled(if: long, "takes a minute; set JOBKIT_LONG=1"))
    func `A lock kept for a minute is a typed error after the default busy timeout, and the verb repeated succeeds`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared(.init())
        let job = draft()
        let results = try await ChildProcess.during("hold-lock", workspace.path, "60", after: "holding") { _ in
            let error = await #expect(throws: JobStoreError.self) { try await store.enqueue([job]) }
            #expect(error?.description == Self.text(workspace.path))
            while true { if let results = try? await store.enqueue([job]) { return results } }
        }
        #expect(results == [.enqueued(job.id)])
        await store.close()
    }

    @Test func `An endless reader in another process holds up no write, and the log shrinks once it is gone`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared(.init(synchronous: .normal))
        _ = try await store.enqueue([draft()])
        let kept = 32 << 20
        let largest = try await ChildProcess.during("hold-read", workspace.path, after: "holding") { _ in
            var written = 1
            while workspace.size("-wal") < kept + (4 << 20) {
                _ = try await store.enqueue((0..<200).map { _ in draft(payload: 8_000) })
                written += 200
            }
            #expect(try await store.total() == written)
            return workspace.size("-wal")
        }
        #expect(largest > kept)
        // The next checkpoint finds no reader, and the commit after it starts the log over.
        var commits = 0
        while workspace.size("-wal") > kept {
            _ = try await store.enqueue((0..<200).map { _ in draft(payload: 8_000) })
            commits += 1
            try #require(commits < 50, "the log does not shrink")
        }
        try await store.drain()
        await store.close()
        #expect(!workspace.exists("-wal"))
        #expect(try PlainDatabase(workspace.path).texts("PRAGMA integrity_check") == ["ok"])
    }
}
