import Foundation
import JobKit
import JobKitProcesses
import Synchronization
import Testing

@testable import JobKitTorture

/// A process of a test; killed with the value, whatever state it is in.
final class RoleProcess: Sendable {
    private let process: ChildProcess
    private let ledger: String
    private let files: (output: String, errors: String)
    /// Kept until the process has ended.
    private let directory: TroubleDirectory
    private let ended = Mutex<ChildProcess.End?>(nil)

    init(process: ChildProcess, ledger: String, files: (output: String, errors: String), directory: TroubleDirectory) {
        self.process = process
        self.ledger = ledger
        self.files = files
        self.directory = directory
    }

    deinit {
        if endIfAny() == nil { process.killAndWait() }
    }

    func end() async throws -> ChildProcess.End {
        // Without a limit of its own: drivers run for their given time.
        while true {
            if let end = endIfAny() { return end }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Asked of the system once: afterwards the id may be another process's.
    private func endIfAny() -> ChildProcess.End? {
        ended.withLock { ended in
            if ended == nil { ended = process.end() }
            return ended
        }
    }

    func isRunning() throws -> Bool { endIfAny() == nil }

    func terminate() async throws -> ChildProcess.End {
        process.send(SIGTERM)
        return try await end()
    }

    /// Stops the process while it is in no transaction: a process that is stopped inside one blocks all others, which another test covers.
    func stopOutsideTransactions() async throws {
        try await eventually("stopped outside a transaction") {
            process.stop()
            let plain = try PlainDatabase(directory.store, readOnly: false, busyTimeout: 100)
            if (try? plain.run("BEGIN IMMEDIATE")) != nil {
                try plain.run("ROLLBACK")
                return true
            }
            resume()
            return false
        }
    }

    func resume() { process.send(SIGCONT) }

    func entries(_ verb: LedgerVerb, of ids: [JobID]? = nil) throws -> [LedgerEntry] {
        try LedgerReader.entries(at: ledger).filter { $0.verb == verb && ids?.contains($0.id) != false }
    }

    func output() throws -> String { try String(contentsOfFile: files.output, encoding: .utf8) }
    func errors() throws -> String { try String(contentsOfFile: files.errors, encoding: .utf8) }
}
