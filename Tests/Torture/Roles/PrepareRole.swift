import Foundation
import JobKitProcesses
import JobKitSQLite

/// Waits for a file to appear, and prepares a store at once.
struct PrepareRole {
    private let store: SQLiteJobStore
    private let gate: String
    private let ledger: Ledger

    init(_ options: Options) throws {
        Leash.hold()
        store = SQLiteJobStore(path: try options.file())
        gate = try options.text("gate")
        ledger = try Ledger(path: options.text("ledger"))
    }

    func run() async throws {
        ledger.note(.begin)
        // Without a pause, so that the waiting processes prepare at the same time.
        while access(gate, F_OK) != 0 {}
        try await store.prepare()
        ledger.note(.prepared)
        await store.close()
    }
}
