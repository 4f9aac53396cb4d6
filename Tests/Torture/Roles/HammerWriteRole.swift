import Foundation
import JobKit
import JobKitProcesses
import JobKitSQLite
import Logging

/// Enqueues, claims and completes through JobKit as fast as it can, so that commits and checkpoints of many processes meet.
struct HammerWriteRole {
    private static let kind = "hammer"

    private let store: SQLiteJobStore
    private let ledger: Ledger
    private let checkpoints: CountingLogHandler
    private let batch: Int
    private let payload: Data
    private let environment = JobEnvironment.system

    init(_ options: Options) throws {
        Leash.hold()
        let checkpoints = CountingLogHandler(message: "Checkpointed the log")
        self.checkpoints = checkpoints
        var settings = SQLiteJobStoreOptions(synchronous: options.synchronous)
        settings.checkpointPages = try options.number("checkpoint-pages", settings.checkpointPages)
        store = SQLiteJobStore(path: try options.file(), options: settings, logger: Logger(label: "hammer") { _ in checkpoints })
        ledger = try Ledger(path: options.text("ledger"))
        batch = try options.number("batch", 4)
        payload = Data(repeating: 120, count: try options.number("payload", 200))
    }

    func run() async throws {
        try await store.prepare()
        ledger.note(.begin)
        while true {
            let drafts = (0..<batch).map { _ in JobDraft(id: environment.makeJobID(), kind: Self.kind, payload: payload) }
            ledger.note(.intend, drafts.map(\.id))
            _ = try await store.enqueue(drafts)
            ledger.note(.ack, drafts.map(\.id))
            let claim = try await store.claim(
                ClaimRequest(
                    token: environment.makeClaimToken(), worker: "hammer", queues: [JobOptions.defaultQueue], kinds: [Self.kind],
                    limit: batch / 2, lease: .seconds(3_600)))
            let results = try await store.apply(
                claim.jobs.map {
                    JobChange(id: $0.id, expecting: .leased($0.lease, cancelRequested: false), effect: .finish(.completed, output: nil))
                })
            ledger.note(.end, zip(claim.jobs, results).filter { $0.1 == .applied }.map(\.0.id))
            ledger.note(.commit, attempt: 3, detail: "\(checkpoints.count)")
        }
    }
}
