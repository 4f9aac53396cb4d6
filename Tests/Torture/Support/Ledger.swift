import Foundation
import JobKit

/// An intention, a result or an action of a process.
enum LedgerVerb: String, Sendable {
    /// The process has opened the store.
    case begin
    case intend, ack
    /// A handler has begun; a body of a step runs; `step` has returned.
    case start, body, stepped
    /// A handler is about to return, to throw, to snooze.
    case end, fail, snooze
    /// A handler has seen its cancellation.
    case cancelled
    /// A commit of a writer that counts.
    case commit
    /// `prepare()` has returned.
    case prepared
    /// The driver has stopped a process, and let it go on.
    case stopped, resumed
}

/// The notes of a process, in a file of its own. Each note is one write(2) of whole lines before the next action, so that SIGKILL removes
/// no note; the call that wrote a cut line never returned, and the reader leaves the line out.
final class Ledger: Sendable {
    static let none = JobID(high: 0, low: 0)

    private let descriptor: Int32

    init(path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TortureError("cannot open the ledger \(path): errno \(errno)") }
    }

    func note(_ verb: LedgerVerb, _ id: JobID = Ledger.none, attempt: Int = 0, detail: String = "-") {
        write(Self.line(verb, id, attempt, detail))
    }

    func note(_ verb: LedgerVerb, _ ids: [JobID], details: [String]? = nil) {
        var lines = ""
        for (index, id) in ids.enumerated() { lines += Self.line(verb, id, 0, details?[index] ?? "-") }
        write(lines)
    }

    private static func line(_ verb: LedgerVerb, _ id: JobID, _ attempt: Int, _ detail: String) -> String {
        "\(monotonicNanoseconds()) \(verb.rawValue) \(id) \(attempt) \(detail)\n"
    }

    private func write(_ lines: String) {
        var bytes = Array(lines.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                // Actions without a note prove nothing.
                complain("the ledger cannot be written: errno \(errno)")
                exit(74)
            }
            bytes = bytes.dropFirst(count)
        }
    }
}

/// By a clock that all processes of the machine share and that cannot be set.
func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
