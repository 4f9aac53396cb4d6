import CSQLite
import Foundation
import JobKit
import JobKitSQLite

/// A handler with an effect of its own in the store's file, committed together with its job's end.
struct CallersEffect {
    let path: String

    private struct Old: Job {
        static let kind = "old"

        /// Payloads of these tests are bytes without a meaning.
        struct Codec: JobCodec {
            func encode<Value: Encodable>(_ value: Value) throws -> Data { Data() }
            func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
                try JSONDecoder().decode(type, from: Data("{}".utf8))
            }
        }
    }

    static func makeTable(_ path: String) throws {
        try Holder(path).run("PRAGMA wal_autocheckpoint = 0; CREATE TABLE effect (id TEXT PRIMARY KEY)")
    }

    /// Runs one job, unless an earlier try has completed it without getting the answer.
    func completeOne(_ store: SQLiteJobStore) async throws {
        guard try await store.counts().allSatisfy({ $0.state != .completed }) else { return }
        var services = JobServices(codec: Old.Codec())
        // The token of the claim, so that its open jobs can be claimed again.
        services.environment.random = { FaultJobs.half }
        var handlers = JobHandlers()
        handlers.add(Old.self) { _, context in
            let holder = try Holder(path)
            defer { sqlite3_close_v2(holder.connection) }
            try holder.run("PRAGMA wal_autocheckpoint = 0; BEGIN IMMEDIATE")
            do {
                try holder.run("INSERT INTO effect VALUES ('\(context.id)')")
                try store.complete(context, in: holder.connection)
                try holder.run("COMMIT")
            } catch {
                try? holder.run("ROLLBACK")
                throw error
            }
        }
        let worker = InPlaceWorker(store: store, handlers: handlers, services: services, id: "w")
        try await worker.run { next in _ = try await next([JobOptions.defaultQueue]) }
        guard try await store.counts().contains(where: { $0.state == .completed }) else {
            throw JobStoreError(
                .unavailable, subject: "complete a job", cause: "its attempt did not succeed",
                remedy: "check the disk and its quota, and try again.")
        }
    }
}
