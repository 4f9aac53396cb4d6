import Foundation
import JobKit
import Testing

@testable import JobKitTorture

extension TroubleTests {
    private static let lostLease = "The lease was lost; the handler is cancelled"

    /// Never sweeps: the late worker must not take its own job back.
    private func startLate(in directory: TroubleDirectory, concurrency: Int) throws -> RoleProcess {
        try directory.start("work", as: "late", ["lease": "6000", "sweep": "3600000", "concurrency": "\(concurrency)"])
    }

    @Test func `A worker that is stopped beyond its lease changes nothing when it goes on, says so, and works on`() async throws {
        let directory = try TroubleDirectory()
        try await stopAndGoOn(directory, late: try startLate(in: directory, concurrency: 1), held: 1, running: 1)
    }

    @Test func `Jobs that a stopped worker had claimed ahead are finished by another, and not started by the late one`() async throws {
        let directory = try TroubleDirectory()
        let late = try startLate(in: directory, concurrency: 2)
        // It claims ahead once it has seen that jobs are short.
        let short = try await directory.withQueue { try await $0.enqueue((0..<20).map { _ in SimpleJob() }).map(\.id) }
        try await directory.untilFinished(short)
        try await stopAndGoOn(directory, late: late, held: 4, running: 2)
    }

    @Test func `What a stopped worker's handler returns after another has finished the job counts for nothing`() async throws {
        let directory = try TroubleDirectory()
        let gate = directory.path + "/gate"
        let late = try startLate(in: directory, concurrency: 1)
        let ids = try await directory.withQueue { [try await $0.enqueue(HoldingJob(gate: gate)).id] }
        try await eventually("the late worker runs the job") { try late.entries(.start, of: ids).count == 1 }
        try await late.stopOutsideTransactions()
        let other = try directory.start("work", as: "other", ["lease": "2000"])
        try await directory.untilFinished(ids)
        #expect(try await other.terminate() == .exited(0))
        let before = try directory.history(of: ids)
        #expect(FileManager.default.createFile(atPath: gate, contents: nil))
        late.resume()
        try await eventually("its handler returns") { try late.entries(.end, of: ids).count == 1 }
        // It works on after that outcome, so that the outcome's effect is in the file by then.
        let next = try await directory.withQueue { try await $0.enqueue((0..<5).map { _ in SimpleJob() }).map(\.id) }
        try await directory.untilFinished(next)
        #expect(try directory.history(of: ids) == before)
        // The renewal and the outcome are sent together; whichever comes first logs it.
        let said = [Self.lostLease, "The lease no longer holds the job; the outcome is dropped"]
        let errors = try late.errors()
        #expect(said.contains { errors.contains($0) }, "\(errors)")
        #expect(try await late.terminate() == .exited(0))
    }

    private func stopAndGoOn(_ directory: TroubleDirectory, late: RoleProcess, held: Int, running: Int) async throws {
        let ids = try await directory.withQueue { try await $0.enqueue((0..<held).map { _ in HoldingJob() }).map(\.id) }
        try await eventually("the late worker runs what it can") { try late.entries(.start, of: ids).count == running }
        try await late.stopOutsideTransactions()
        #expect(try directory.integer("SELECT sum(remaining) FROM jobkit_receipt") == held, "it holds all of them")

        let other = try directory.start("work", as: "other", ["lease": "2000"])
        try await directory.untilFinished(ids)
        let before = try directory.history(of: ids)
        late.resume()
        try await eventually("its handlers are cancelled") { try late.entries(.cancelled, of: ids).count == running }
        #expect(try late.entries(.cancelled).allSatisfy { $0.detail == "leaseLost" })
        let cancelled = try Set(late.entries(.cancelled).map(\.id))
        let lines = try late.errors().split(separator: "\n").filter { $0.contains(Self.lostLease) }
        #expect(lines.count == running)
        #expect(cancelled.allSatisfy { id in lines.contains { $0.contains("job.id=\(id)") && $0.contains("job.attempt=1") } })

        // Alone again, it works on.
        #expect(try await other.terminate() == .exited(0))
        let next = try await directory.withQueue { try await $0.enqueue((0..<5).map { _ in SimpleJob() }).map(\.id) }
        try await directory.untilFinished(next)
        #expect(try late.entries(.end, of: next).count == 5)
        #expect(try late.entries(.start, of: ids).count == running, "what it had claimed ahead it did not start")
        #expect(try late.entries(.end, of: ids).isEmpty)
        #expect(try directory.history(of: ids) == before)
        #expect(before.allSatisfy { $0.hasPrefix("1|1|") || $0.hasPrefix("1|2|") }, "completed once it was lost: \(before)")
        #expect(try await late.terminate() == .exited(0))
        #expect(try PlainDatabase(directory.store).damage() == [])
    }
}

extension TroubleDirectory {
    func untilFinished(_ ids: [JobID]) async throws {
        let list = ids.map { "x'\($0.description.filter { $0 != "-" })'" }.joined(separator: ",")
        let sql = "SELECT count(*) FROM jobkit_finished JOIN jobkit_job USING (seq) WHERE id IN (\(list))"
        try await eventually("\(ids.count) jobs are finished") { try integer(sql) == ids.count }
    }

    /// The file's complete data of these jobs, a line for each.
    fileprivate func history(of ids: [JobID]) throws -> [String] {
        let list = ids.map { "x'\($0.description.filter { $0 != "-" })'" }.joined(separator: ",")
        var lines: [String] = []
        let sql = """
            SELECT finished.state || '|' || finished.attempt || '|' || finished.finished_at || '|' || hex(finished.output) || '|'
                || (SELECT group_concat(attempt || type || worker || failed_at || message) FROM jobkit_failure WHERE seq = job.seq) || '|'
                || (SELECT count(*) FROM jobkit_ready WHERE seq = job.seq) || '|' || (SELECT count(*) FROM jobkit_step WHERE seq = job.seq)
            FROM jobkit_job AS job JOIN jobkit_finished AS finished USING (seq) WHERE job.id IN (\(list)) ORDER BY seq
            """
        try PlainDatabase(store).forEachRow(sql) { lines.append($0.text(0)) }
        return lines
    }
}
