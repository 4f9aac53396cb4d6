import Foundation
import JobKit
import JobKitSQLite

/// Makes the file on which a verb is interrupted.
struct Template {
    let path: String

    func make(_ verb: String) async throws {
        guard verb != "migrate" else { return }
        let store = Faults.store(path, .init(synchronous: .normal))
        try await store.prepare()
        _ = try await store.enqueue(FaultJobs.drafts("old", count: FaultJobs.inTemplate, series: 1))
        if verb == "complete" { try CallersEffect.makeTable(path) }
        if verb == "settle" { _ = try await store.claim(FaultJobs.claim) }
        if verb == "checkpoint" {
            // Few pages, written again and again: a checkpoint that is due soon and has little to copy.
            while try logBytes() < 1_996 * 4_120 {
                try await store.setPaused(true, queue: "other")
                try await store.setPaused(false, queue: "other")
            }
            Faults.say("acknowledged")
            Faults.dieAsInACrash()
        }
        await store.close()
    }

    /// Each commit enqueues one job, which is known by the size of its payload.
    func crash(commits: Int) async throws {
        let store = Faults.store(path)
        try await store.prepare()
        for index in 0..<commits {
            let id = JobEnvironment.system.makeJobID()
            _ = try await store.enqueue([JobDraft(id: id, kind: "new", payload: Data(repeating: 1, count: 100 + index))])
            Faults.say("acknowledged \(index)")
        }
        Faults.dieAsInACrash()
    }

    private func logBytes() throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int ?? 0
    }
}
