import Foundation
import JobKit
import MetricsTestKit
import Testing

@testable import JobKitSQLite

@Suite struct CheckpointTests {
    @Test(arguments: [true, false]) func `No connection checkpoints by itself`(writes: Bool) async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        let connection = try workspace.connection(writes ? .readWrite : .readOnly)
        #expect(try connection.integer("PRAGMA wal_autocheckpoint") == 0)
        let pragmas = try await store.write("look") { try $0.connection.integer("PRAGMA wal_autocheckpoint") }
        #expect(pragmas == 0)
        #expect(try await store.read("look") { try $0.connection.integer("PRAGMA wal_autocheckpoint") } == 0)
        #expect(try await store.write("look") { try $0.connection.integer("PRAGMA synchronous") } == 2)
        await store.close()
    }

    @Test func `The log stays small however much is written`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared(.init(synchronous: .normal))
        let payload = Data(repeating: 1, count: 2_000)
        var largest = 0
        for _ in 0..<60 {
            _ = try await store.enqueue((0..<500).map { _ in draft(payload: payload) })
            largest = max(largest, workspace.size("-wal") ?? 0)
        }
        #expect((workspace.size() ?? 0) > 40 << 20, "far more was written than the log may hold")
        #expect(largest < 3 * Checkpointer.pages * 4_096)
        await store.close()
    }

    @Test func `The size of the log is a metric`() async throws {
        let workspace = try Workspace()
        let metrics = TestMetrics()
        let store = SQLiteJobStore(
            path: workspace.path, options: .init(synchronous: .normal), environment: workspace.clock.environment, metrics: metrics)
        try await store.prepare()
        let payload = Data(repeating: 1, count: 2_000)
        for _ in 0..<4 { _ = try await store.enqueue((0..<500).map { _ in draft(payload: payload) }) }
        // The size is recorded after the callers are resumed: after one more operation it was.
        try await store.setPaused(false, queue: "none")
        let gauge = try metrics.expectGauge("jobkit.sqlite.wal.bytes")
        let size = try #require(workspace.size("-wal"))
        let last = Int(try #require(gauge.lastValue))
        #expect(last > 1 << 20)
        // As large as the file, within the resolution of the gauge.
        #expect(size - last >= 0 && size - last < (1 << 20) + 64 * 1_024)
        await store.close()
    }

    @Test func `A checkpoint does not run while another connection holds the write lock`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared()
        _ = try await store.enqueue([draft()])
        let writer = try workspace.connection(busyTimeout: .milliseconds(1))
        let checkpointer = try Checkpointer(second: try workspace.connection())
        let other = try workspace.connection()
        try other.execute("BEGIN IMMEDIATE")
        let size = workspace.size()
        #expect(throws: SQLiteFailure.self) { try checkpointer.run(writer) }
        #expect(workspace.size() == size)
        try other.execute("ROLLBACK")
        try checkpointer.run(writer)
        #expect(workspace.size() != size)
        #expect(!writer.isInTransaction)
        await store.close()
    }

    @Test func `A checkpoint that readers hold up is not repeated at every commit`() async throws {
        let workspace = try Workspace()
        let store = try await workspace.prepared(.init(synchronous: .normal))
        let reader = try workspace.connection(.readOnly)
        try reader.execute("BEGIN")
        _ = try reader.integer("SELECT count(*) FROM jobkit_job")
        let payload = Data(repeating: 1, count: 3_000)
        for _ in 0..<12 { _ = try await store.enqueue((0..<500).map { _ in draft(payload: payload) }) }
        #expect((workspace.size("-wal") ?? 0) > 2 * Checkpointer.pages * 4_096)
        try reader.execute("COMMIT")
        for _ in 0..<12 { _ = try await store.enqueue((0..<500).map { _ in draft(payload: payload) }) }
        #expect(try await store.counts().map(\.count) == [12_000])
        // Cut to the kept size when it started over.
        #expect((workspace.size("-wal") ?? 0) <= Checkpointer.logBytesKept)
        await store.close()
    }
}
