import Foundation
import JobKit
import JobKitSQLite

/// The interrupted work: one verb in a process of its own, from opening the file to closing it.
enum FaultVerb: String, CaseIterable {
    case migrate, enqueue, claim, settle, complete, checkpoint

    /// - Parameter tries: how often the verb is called while it throws.
    func run(path: String, tries: Int) async {
        let store = Faults.store(path)
        guard await attempt("prepare", tries, { try await store.prepare() }) else { return }
        switch self {
        case .migrate: break
        case .enqueue:
            await attempt("enqueue", tries) {
                _ = try await store.enqueue(FaultJobs.drafts("new", count: FaultJobs.inBatch, series: 2))
            }
        case .claim:
            await attempt("claim", tries) {
                let claim = try await store.claim(FaultJobs.claim)
                guard claim.jobs.count == FaultJobs.inBatch else { throw Unexpected(what: "\(claim.jobs.count) jobs were claimed") }
            }
        case .settle:
            await attempt("settle", tries) {
                // The template's claim, requested again; a settle that was done but not acknowledged has left no open job.
                let claim = try await store.claim(FaultJobs.claim)
                if claim.jobs.allSatisfy({ $0.attempt == 1 }), claim.jobs.count == FaultJobs.inBatch {
                    _ = try await store.apply(claim.jobs.map(FaultJobs.completion))
                }
            }
        case .complete:
            await attempt("complete", tries) { try await CallersEffect(path: path).completeOne(store) }
        case .checkpoint:
            // The first commits past the limit checkpoint; the one after starts the log over.
            for index in 0..<4 { await attempt("pause", tries) { try await store.setPaused(index % 2 == 0, queue: "other") } }
            await attempt("enqueue", tries) {
                _ = try await store.enqueue(FaultJobs.drafts("new", count: FaultJobs.inBatch, series: 2))
            }
        }
        await store.close()
        Faults.say("closed")
    }

    @discardableResult
    private func attempt(_ verb: String, _ tries: Int, _ body: () async throws -> Void) async -> Bool {
        for _ in 0..<tries {
            do {
                try await body()
                Faults.say("acknowledged \(verb)")
                return true
            } catch {
                let code = (error as? JobStoreError)?.code.rawValue ?? "untyped"
                Faults.say("failed \(verb) \(code) \(error)")
            }
        }
        Faults.say("gave up \(verb)")
        return false
    }

    struct Unexpected: Error {
        let what: String
    }
}
