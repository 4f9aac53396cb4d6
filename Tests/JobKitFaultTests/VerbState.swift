import Foundation
import JobKit
import JobKitSQLite
import Testing

@testable import JobKitFaults

/// The state of a file after a verb was interrupted on it: never half of the verb, and all of it when it was acknowledged.
struct VerbState {
    let verb: FaultVerb
    let child: ChildProcess.Outcome
    let fault: Fault
    /// The result of `schema(of:)` for a file on which nothing failed.
    let schema: [String]

    private var name: String { verb == .checkpoint ? "enqueue" : verb == .migrate ? "prepare" : verb.rawValue }
    var isAcknowledged: Bool { child.has("acknowledged \(name)") }

    /// With plain SQL, on a copy: SQLite recovers its log by itself, and no code of JobKit has opened the file since.
    ///
    /// - Returns: whether the verb took effect.
    func checkCopy(of path: String) throws -> Bool {
        let copy = path + ".copy"
        defer { for file in Workspace.files(of: copy) { try? FileManager.default.removeItem(atPath: file) } }
        try Workspace.copy(path, to: copy)
        guard FileManager.default.fileExists(atPath: copy) else {
            #expect(verb == .migrate && !isAcknowledged, "\(fault): there is no file")
            return false
        }
        let plain = try PlainDatabase(copy)
        #expect(try plain.texts("PRAGMA integrity_check") == ["ok"], "\(fault)")
        let found = try Self.schema(of: plain)
        guard !found.isEmpty else {
            #expect(verb == .migrate && !isAcknowledged, "\(fault): the tables are gone")
            return false
        }
        #expect(found == schema, "\(fault)")
        if child.has("acknowledged prepare") { #expect(try plain.texts("PRAGMA journal_mode") == ["wal"], "\(fault)") }
        let done = try effect(plain)
        #expect(done == 0 || done == 1, "\(fault): half of the verb is there")
        #expect(done == 1 || !isAcknowledged, "\(fault): acknowledged, and not there")
        return done == 1
    }

    /// Tables and indices, and the version when there are any.
    static func schema(of plain: PlainDatabase) throws -> [String] {
        let names = try plain.texts("SELECT name FROM sqlite_schema ORDER BY name")
        return try names.isEmpty ? [] : names + plain.texts("SELECT value FROM jobkit_meta WHERE key = 'version'")
    }

    /// 0 where no effect of the verb is there, 1 where all of it is.
    private func effect(_ plain: PlainDatabase) throws -> Double {
        let old = try plain.number("SELECT count(*) FROM jobkit_job JOIN jobkit_lane ON lane = jobkit_lane.id WHERE kind = 'old'")
        let new = try plain.number("SELECT count(*) FROM jobkit_job JOIN jobkit_lane ON lane = jobkit_lane.id WHERE kind = 'new'")
        let ready = try plain.number("SELECT count(*) FROM jobkit_ready")
        let open = try plain.number("SELECT coalesce(sum(remaining), 0) FROM jobkit_receipt")
        let finished = try plain.number("SELECT count(*) FROM jobkit_finished")
        #expect(old == (verb == .migrate ? 0 : FaultJobs.inTemplate), "\(fault)")
        #expect(ready + open + finished == old + new, "\(fault): each job is in one place")
        if verb == .complete {
            let effects = try plain.number("SELECT count(*) FROM effect")
            #expect(effects == finished, "\(fault): an effect is there if and only if its job is completed")
        }
        let (part, whole) =
            switch verb {
            case .migrate: (1, 1)
            case .enqueue, .checkpoint: (new, FaultJobs.inBatch)
            case .claim: (open, FaultJobs.inBatch)
            case .settle: (finished, FaultJobs.inBatch)
            case .complete: (finished, 1)
            }
        return Double(part) / Double(whole)
    }

    /// With a store of this process, on the file itself: the interrupted verb can be repeated, and all jobs end.
    func workToTheEnd(_ path: String) async throws {
        let store = SQLiteJobStore(path: path)
        try await store.prepare()
        // Of a claim whose answer may have been lost, by its token; then of new ones.
        var request = FaultJobs.claim
        if verb == .complete { request.token = ClaimToken(high: FaultJobs.half, low: FaultJobs.half) }
        if verb == .migrate { _ = try await store.enqueue(FaultJobs.drafts("new", count: 3, series: 3)) }
        while true {
            let jobs = try await store.claim(request).jobs
            if jobs.isEmpty { break }
            let results = try await store.apply(jobs.map(FaultJobs.completion))
            #expect(results.allSatisfy { $0 == .applied }, "\(fault)")
            request.token = JobEnvironment.system.makeClaimToken()
        }
        let counts = try await store.counts()
        #expect(counts.allSatisfy { $0.state == .completed }, "\(fault): \(counts)")
        #expect(counts.reduce(0) { $0 + $1.count } >= (verb == .migrate ? 3 : FaultJobs.inTemplate), "\(fault)")
        await store.close()
        #expect(try PlainDatabase(path).texts("PRAGMA integrity_check") == ["ok"], "\(fault)")
    }
}
