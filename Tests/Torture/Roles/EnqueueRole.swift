import Foundation
import JobKit
import JobKitProcesses

/// Enqueues the mixture without end, noting each job before and after: one by one, several at once that share a commit, and in bulk.
struct EnqueueRole {
    private let options: Options
    private let store: any JobStore
    private let queue: JobQueue
    private let ledger: Ledger
    /// While this file is there, nothing is enqueued.
    private let brake: String

    init(_ options: Options) throws {
        Leash.hold()
        self.options = options
        store = try options.database().makeStore(options, logger: nil)
        queue = JobQueue(store: store)
        ledger = try Ledger(path: options.text("ledger"))
        brake = try options.text("brake")
    }

    func run() async throws {
        var chance = Chance(seed: try options.number("seed", 1))
        try await store.prepareAtLast()
        ledger.note(.begin)
        while true {
            switch chance.number(0...3) {
            case 0: try await enqueue([draft(&chance)])
            case 1: try await enqueueAtOnce(try (0..<4).map { _ in try draft(&chance) })
            default: try await enqueue(try (0..<chance.number(2...12)).map { _ in try draft(&chance) })
            }
            await pause(milliseconds: chance.number(0...15))
            while access(brake, F_OK) == 0 { await pause(milliseconds: 10) }
        }
    }

    private func draft(_ chance: inout Chance) throws -> JobDraft {
        let delay = chance.number(0...3) == 0 ? chance.number(1...60) : 0
        return try draft(Mixture.kind(&chance), delay: delay)
    }

    private func draft<J: TortureJob>(_ type: J.Type, delay: Int) throws -> JobDraft {
        try queue.draft(type.init(), options: EnqueueOptions(due: delay == 0 ? .now : .after(.milliseconds(delay))))
    }

    private func enqueueAtOnce(_ drafts: [JobDraft]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for draft in drafts { group.addTask { try await enqueue([draft]) } }
            try await group.waitForAll()
        }
    }

    private func enqueue(_ drafts: [JobDraft]) async throws {
        ledger.note(.intend, drafts.map(\.id), details: drafts.map(\.kind))
        while true {
            do {
                let answers = try await queue.enqueue(drafts: drafts)
                ledger.note(.ack, answers.map(\.id))
                return
            } catch let error as JobStoreError where error.isTransient {
                // The same ids again: whatever the result of the first try, each job is there once.
                complain("enqueue: \(error)")
            }
        }
    }
}

extension EnqueueResult {
    fileprivate var id: JobID {
        switch self {
        case .enqueued(let id), .duplicate(of: let id, kind: _): id
        }
    }
}
