import JobKit

/// The attempts that a process was running when it was stopped.
struct TakeOvers {
    /// Attempts of stopped processes whose job another process began meanwhile.
    private(set) var takenOver = 0
    /// Outcomes of such attempts, after their process went on.
    private(set) var lateWords = 0
    private(set) var problems: [String] = []

    private struct Stop {
        let from: UInt64
        var to = UInt64.max
        let process: String
    }

    init(ledgers: String, stored: [JobID: StoredJob], notes: [JobID: JobNotes]) throws {
        for stop in try Self.stops(ledgers) {
            let entries = try LedgerReader.entries(at: "\(ledgers)/\(stop.process)\(LedgerReader.suffix)")
            for (id, attempt) in entries.underWay(at: stop.from) {
                // A lower number is the late beginning in another process that was stopped, too; the same number comes again where the
                // attempt was given back.
                let isTakenOver = notes[id]?.starts.contains { $0.time > stop.from && $0.time < stop.to && $0.attempt >= attempt } ?? false
                guard isTakenOver else { continue }
                takenOver += 1
                let words = entries.filter { $0.id == id && $0.attempt == attempt && $0.time > stop.to && $0.verb.isOutcome }
                guard let word = words.first else { continue }
                lateWords += 1
                if word.verb == .end, stored[id]?.output == StoredJob.encoded(word.detail) {
                    problems.append("job \(id): what \(stop.process) said of attempt \(attempt), too late, counted")
                }
            }
        }
    }

    private static func stops(_ ledgers: String) throws -> [Stop] {
        var stops: [Stop] = []
        for entry in try LedgerReader.entries(at: Fleet.ledger("fleet", in: ledgers)) {
            if entry.verb == .stopped { stops.append(Stop(from: entry.time, process: entry.detail)) }
            if entry.verb == .resumed, let index = stops.lastIndex(where: { $0.process == entry.detail }) { stops[index].to = entry.time }
        }
        return stops
    }
}

extension [LedgerEntry] {
    /// The attempts of a worker that have begun and have no outcome.
    func underWay(at time: UInt64 = .max) -> [JobID: Int] {
        var attempts: [JobID: Int] = [:]
        for entry in self where entry.time < time {
            if entry.verb == .start { attempts[entry.id] = entry.attempt }
            if entry.verb.isOutcome { attempts[entry.id] = nil }
        }
        return attempts
    }
}

extension LedgerVerb {
    fileprivate var isOutcome: Bool { self == .end || self == .fail || self == .snooze }
}
