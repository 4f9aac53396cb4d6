import JobKit

/// Compares the acknowledged commits of a hammer's writers with the file.
struct HammerBooks {
    var commits = 0
    var rows = 0
    var checkpoints = 0
    /// Acknowledged commits, or rows of them, that are not there.
    var lost = 0
    var problems: [String] = []

    static func ofJobKit(_ store: String, _ ledgers: String) throws -> HammerBooks {
        let plain = try PlainDatabase(store, readOnly: false)
        var books = HammerBooks(problems: try plain.damage())
        var finished: [JobID: Bool] = [:]
        let sql = "SELECT job.id, finished.seq FROM jobkit_job AS job LEFT JOIN jobkit_finished AS finished USING (seq)"
        try plain.forEachRow(sql) { finished[$0.jobID(0)] = !$0.isNull(1) }
        books.rows = finished.count
        var unintended = Set(finished.keys)
        try LedgerReader.forEachLedger(in: ledgers) { entries in
            for entry in entries {
                switch entry.verb {
                case .intend: unintended.remove(entry.id)
                case .ack: if finished[entry.id] == nil { books.lost += 1 }
                case .end: if finished[entry.id] != true { books.lost += 1 }
                case .commit: books.commits += entry.attempt
                default: break
                }
            }
            books.addCheckpoints(entries)
        }
        if !unintended.isEmpty { books.problems.append("\(unintended.count) jobs are there that nobody enqueued") }
        return books
    }

    /// For a file that may be damaged in any way: unreadable rows count as lost.
    static func ofControl(_ store: String, _ ledgers: String) throws -> HammerBooks {
        var books = HammerBooks()
        var acknowledged: Set<Int> = []
        try LedgerReader.forEachLedger(in: ledgers) { entries in
            books.addCheckpoints(entries)
            // Each thread names itself in its first line.
            guard let writer = entries.first(where: { $0.verb == .begin })?.attempt else { return }
            for entry in entries where entry.verb == .commit {
                books.commits += 1
                acknowledged.insert(writer << 40 | entry.attempt)
            }
        }
        do {
            let plain = try PlainDatabase(store, readOnly: false)
            // An index may be the damaged part.
            try plain.forEachRow("SELECT process, number FROM control NOT INDEXED") { row in
                books.rows += 1
                acknowledged.remove(row.integer(0) << 40 | row.integer(1))
            }
            books.problems += try plain.damage()
        } catch {
            books.problems.append("\(error)")
        }
        books.lost = acknowledged.count
        return books
    }

    private mutating func addCheckpoints(_ entries: [LedgerEntry]) {
        guard let last = entries.last(where: { $0.verb == .commit }) else { return }
        checkpoints += Int(last.detail) ?? 0
    }
}
