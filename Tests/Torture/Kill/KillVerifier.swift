import JobKit

/// Compares the notes of the processes with the database, without JobKit.
struct KillVerifier {
    let database: any TortureDatabase
    let ledgers: String

    /// The figures, and every failed check.
    func verify() throws -> (figures: KillFigures, problems: [String]) {
        let plain = try database.reader()
        var problems = try plain.damage() + plain.misplaced()
        problems += try leftovers(plain)
        let stored = try StoredJob.read(plain)
        let notes = try JobNotes.read(ledgers)
        for (id, job) in stored {
            for problem in JobCheck(job: job, notes: notes[id] ?? JobNotes()).problems {
                problems.append("job \(id) (\(job.kind)): \(problem)")
            }
        }
        for (id, note) in notes where note.isAcknowledged && stored[id] == nil {
            problems.append("job \(id) was acknowledged and is not there")
        }
        let takeOvers = try TakeOvers(ledgers: ledgers, stored: stored, notes: notes)
        return (KillFigures(stored, notes, takeOvers), problems + takeOvers.problems)
    }

    /// Rows of jobs that should have ended.
    private func leftovers(_ plain: any PlainReader) throws -> [String] {
        var problems: [String] = []
        for table in ["ready", "receipt", "receipt_members", "cancel_request"] {
            let count = try plain.integer("SELECT count(*) FROM jobkit_\(table)")
            if count > 0 { problems.append("\(count) rows are left in jobkit_\(table)") }
        }
        for table in ["finished", "failure", "step", "moved", "progress", "tag"] {
            let count = try plain.integer("SELECT count(*) FROM jobkit_\(table) WHERE seq NOT IN (SELECT seq FROM jobkit_job)")
            if count > 0 { problems.append("\(count) rows of jobkit_\(table) belong to no job") }
        }
        return problems
    }
}
