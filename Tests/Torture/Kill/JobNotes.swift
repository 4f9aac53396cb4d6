import JobKit

/// The notes of all processes about one job.
struct JobNotes {
    struct StepNote {
        let time: UInt64
        let attempt: Int
        let name: Substring
        let token: Substring

        init(_ entry: LedgerEntry) throws {
            let parts = entry.detail.split(separator: "=")
            guard parts.count == 2 else { throw TortureError("a step is noted as \(entry.detail)") }
            (time, attempt, name, token) = (entry.time, entry.attempt, parts[0], parts[1])
        }
    }

    var kind: String?
    var isAcknowledged = false
    var starts: [(time: UInt64, attempt: Int)] = []
    var ends: [(attempt: Int, token: String)] = []
    var failures = 0
    var snoozes = 0
    var bodies: [StepNote] = []
    var stepped: [StepNote] = []

    mutating func add(_ entry: LedgerEntry) throws {
        switch entry.verb {
        case .intend: kind = entry.detail
        case .ack: isAcknowledged = true
        case .start: starts.append((entry.time, entry.attempt))
        case .end: ends.append((entry.attempt, entry.detail))
        case .fail: failures += 1
        case .snooze: snoozes += 1
        case .body: bodies.append(try StepNote(entry))
        case .stepped: stepped.append(try StepNote(entry))
        case .begin, .cancelled, .commit, .prepared, .stopped, .resumed: break
        }
    }

    static func read(_ ledgers: String) throws -> [JobID: JobNotes] {
        var notes: [JobID: JobNotes] = [:]
        try LedgerReader.forEachLedger(in: ledgers) { entries in
            for entry in entries where entry.id != Ledger.none { try notes[entry.id, default: JobNotes()].add(entry) }
        }
        return notes
    }
}
