import Foundation
import JobKit
import JobKitSQLite
import Logging

/// A folder of this run's own on the disk that is measured, removed at the end.
struct Workspace: Sendable {
    let folder: URL

    init(parent: String) throws {
        folder = URL(fileURLWithPath: parent).appendingPathComponent("run-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Runs `body` with a prepared store on a fresh file, and removes the file.
    func withStore<Value>(
        _ synchronous: Synchronous, _ body: (_ store: SQLiteJobStore, _ path: String) async throws -> Value
    ) async throws -> Value {
        let path = path("jobs-\(UInt32.random(in: 0 ... .max)).db")
        let store = SQLiteJobStore(path: path, options: SQLiteJobStoreOptions(synchronous: synchronous.option))
        defer { for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) } }
        try await store.prepare()
        do {
            let value = try await body(store, path)
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }

    /// Runs `body` with the raw queue on a fresh file that JobKit has prepared.
    func withRawQueue<Value>(_ synchronous: Synchronous, _ body: (RawQueue) throws -> Value) async throws -> Value {
        try await withStore(synchronous) { store, path in
            await store.close()
            return try body(RawQueue(path: path, synchronous: synchronous))
        }
    }
}

extension JobServices {
    /// Logs only errors.
    static var quiet: JobServices {
        var logger = Logger(label: "jobkit-bench")
        logger.logLevel = .error
        return JobServices(logger: logger)
    }
}
