import Foundation
import JobKit
import JobKitPostgres
import JobKitProcesses
import Testing

@testable import JobKitTorture

/// A test's work with the server's jobs while workers are cut off: enqueues, noting it, and reads.
struct CutOffDesk {
    private let directory: TroubleDirectory
    private let database: ServerDatabase
    private let store: PostgresJobStore
    private let ledger: Ledger

    init(_ connection: String, _ directory: TroubleDirectory) async throws {
        self.directory = directory
        database = ServerDatabase(connection: connection)
        store = try PostgresJobStore(connection: connection)
        ledger = try Ledger(path: directory.ledger("desk"))
        try await store.prepare()
    }

    func gate(_ number: Int) -> String { "\(directory.path)/gate-\(number)" }

    func openGate(_ number: Int) { #expect(FileManager.default.createFile(atPath: gate(number), contents: nil)) }

    func enqueue(_ jobs: [some TortureJob]) async throws -> [JobID] {
        let queue = JobQueue(store: store)
        let drafts = try jobs.map { try queue.draft($0) }
        ledger.note(.intend, drafts.map(\.id), details: drafts.map(\.kind))
        _ = try await queue.enqueue(drafts: drafts)
        ledger.note(.ack, drafts.map(\.id))
        return drafts.map(\.id)
    }

    /// The test's time limit ends it where it would never end.
    func untilCompleted(_ ids: [JobID]) async throws {
        while try await store.jobs(ids).contains(where: { $0.state != .completed }) { try await Task.sleep(for: .milliseconds(5)) }
    }

    func connections(from machine: PrivateNetwork.Machine) throws -> Int {
        try database.reader().integer("SELECT count(*) FROM pg_stat_activity WHERE client_addr = '\(machine.address)'")
    }

    /// The server's complete data of these jobs, a line for each.
    func history(of ids: [JobID]) throws -> [String] {
        var lines: [String] = []
        let list = ids.map { "'\($0)'" }.joined(separator: ",")
        let sql = """
            SELECT concat_ws('|', finished.state, finished.attempt, finished.finished_at, finished.output,
                (SELECT string_agg(concat(attempt, type, worker, failed_at, message), ',') FROM jobkit_failure WHERE seq = job.seq))
            FROM jobkit_job AS job JOIN jobkit_finished AS finished USING (seq) WHERE job.id IN (\(list)) ORDER BY seq
            """
        try database.reader().forEachRow(sql) { lines.append($0.text(0)) }
        return lines
    }

    /// The failed checks when all jobs have ended.
    func problems() throws -> [String] { try KillVerifier(database: database, ledgers: directory.path).verify().problems }
}
