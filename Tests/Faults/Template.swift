import Foundation
import JobKit
import JobKitSQLite

/// Makes the file that a verb is interrupted on.
struct Template {
    let path: String

    func make(_ verb: String) async throws {
        guard verb != "migrate" else { return }
        let store = Faults.store(path, .init(synchronous: .normal))
        try await store.prepare()
        _ = try await store.enqueue(FaultJobs.drafts("old", count: FaultJobs.inTemplate, series: 1))
        if verb == "settle" { _ = try await store.claim(FaultJobs.claim) }
        if verb == "checkpoint" || verb == "log" {
            // Few pages, written again and again: a checkpoint that is due soon and has little to copy.
            let pages = verb == "log" ? 20 : 1_996
            while try logBytes() < pages * 4_120 {
                try await store.setPaused(true, queue: "other")
                try await store.setPaused(false, queue: "other")
            }
            Faults.say("acknowledged")
            Faults.dieAsInACrash()
        }
        await store.close()
    }

    private func logBytes() throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int ?? 0
    }
}
