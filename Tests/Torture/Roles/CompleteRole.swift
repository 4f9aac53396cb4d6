import CLibPQ
import Foundation
import JobKit
import JobKitPostgres
import JobKitProcesses
import JobKitTesting

/// Completes the jobs of one queue, each in a transaction of its handler's own that writes a row of `jobkit.effect`.
struct CompleteRole {
    struct Paid: Job {
        static let kind = "paid"
    }

    private let connection: String
    private let queue: String

    init(_ options: Options) throws {
        Leash.hold()
        connection = try options.text("store")
        queue = try options.text("queue")
    }

    func run() async throws {
        let store = try PostgresJobStore(connection: connection)
        try await store.prepare()
        var handlers = JobHandlers()
        handlers.add(Paid.self) { [connection] _, context in
            guard let handle = PQconnectdb(connection) else { throw TortureError("out of memory") }
            defer { PQfinish(handle) }
            // More calls than any other thread makes: the later ones belong to this one alone.
            for _ in 0..<Self.idleStatements { try Self.run("SELECT 1", handle) }
            try Self.run("BEGIN", handle)
            try Self.run("INSERT INTO jobkit.effect VALUES ('\(context.id)')", handle)
            try store.complete(context, in: handle)
            try Self.run("COMMIT", handle)
        }
        try await JobQueue(store: store).drain(handlers, queues: [queue])
        await store.close()
    }

    static let idleStatements = 40

    private static func run(_ sql: String, _ handle: OpaquePointer) throws {
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else {
            throw TortureError("\(sql): \(String(cString: PQerrorMessage(handle)))")
        }
    }
}
