import Foundation
import JobKit
import JobKitPostgres

/// Never ends by itself in the process that is to be killed.
struct LongJob: Job {
    static let kind = "long"
}

/// A worker in a process of its own that holds one long job, until it is killed.
struct LongJobHolder {
    static let role = "hold"

    let connection: String
    let schema: String

    static func child(_ server: PostgresServer, _ schema: String) throws -> Child { try Child([role, server.connection, schema]) }

    func run() async throws {
        let store = try PostgresJobStore(connection: connection, schema: schema)
        try await store.prepare()
        var handlers = JobHandlers()
        handlers.add(LongJob.self) { _, _ in
            print("ready")
            fflush(nil)
            try await Task.sleep(for: .seconds(1_000_000))
        }
        try await withWorker(store, handlers, concurrency: 1) { try await Task.sleep(for: .seconds(1_000_000)) }
    }
}
