import JobKit
import Testing

@testable import JobKitSQLite

@Suite(.timeLimit(.minutes(2))) struct BusyTests {
    @Test func `A database that stays locked past the limit is a typed error that says so`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared(.init(busyTimeout: .milliseconds(20)))
        let other = try workspace.connection()
        try other.execute("BEGIN IMMEDIATE")
        let error = await #expect(throws: JobStoreError.self) { try await store.enqueue([draft()]) }
        #expect(
            error?.description
                == "Could not enqueue into \(workspace.path): SQLite says \"database is locked\" (code 5). "
                + "Another connection has kept the file locked for longer than the busy timeout: "
                + "look for a transaction that is left open, and try again.")
        #expect(error?.code == .unavailable)
        #expect(error?.isTransient == true)
        // Reading needs no lock, and the store goes on once the lock is gone.
        #expect(try await store.counts().isEmpty)
        try other.execute("ROLLBACK")
        #expect(try await store.enqueue([draft()]).count == 1)
        await store.close()
    }

    @Test func `A write waits for a lock that is let go in time`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let other = try workspace.connection()
        try other.execute("BEGIN IMMEDIATE")
        let job = draft()
        async let enqueued = store.enqueue([job])
        // Taken by the writer, which now meets the lock; then a few rounds of reads pass meanwhile.
        while store.writer.queued > 0 { await Task.yield() }
        for _ in 0..<20 { #expect(try await store.counts().isEmpty) }
        try other.execute("COMMIT")
        #expect(try await enqueued == [.enqueued(job.id)])
        await store.close()
    }

    @Test func `A full disk is a typed error, and the store goes on when there is room`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let job = draft()
        _ = try await store.enqueue([job])
        // SQLite reports a limit on pages in the same way.
        _ = try await store.write("limit") { try $0.connection.integer("PRAGMA max_page_count = 1") }
        let big = draft(payload: .init(repeating: 1, count: 1 << 20))
        let error = await #expect(throws: JobStoreError.self) { try await store.enqueue([big]) }
        #expect(error?.code == .unavailable)
        #expect(error?.remedy == "The disk is full: make room, and try again. Nothing was changed.")
        _ = try await store.write("limit") { try $0.connection.integer("PRAGMA max_page_count = 1000000") }
        #expect(try await store.enqueue([job, big]) == [.duplicate(of: job.id, kind: job.kind), .enqueued(big.id)])
        await store.close()
    }

    @Test func `Waiting ends when the waits add up to the limit, whatever the clock shows`() {
        let wait = BusyWait(limit: 3_000, random: { 7 })
        var rounds = 0
        while wait.again(round: rounds) { rounds += 1 }
        #expect(rounds > 2)
        #expect(rounds < 100)
        #expect(wait.again(round: 0), "a new wait begins from the start")
    }
}
