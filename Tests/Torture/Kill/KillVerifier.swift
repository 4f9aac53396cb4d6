import JobKit

/// Holds what the processes noted against what plain SQL finds in the file.
struct KillVerifier {
    let store: String
    let ledgers: String

    /// The figures as text, and everything that is not as it must be.
    func verify() throws -> (figures: String, problems: [String]) {
        let plain = try PlainDatabase(store)
        var problems = try plain.damage()
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
        let (figures, unproved) = figures(stored, notes)
        return (figures, problems + unproved)
    }

    /// Rows of jobs that should have ended.
    private func leftovers(_ plain: PlainDatabase) throws -> [String] {
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

    private func figures(_ stored: [JobID: StoredJob], _ notes: [JobID: JobNotes]) -> (String, [String]) {
        func sum(_ value: (JobNotes) -> Int) -> Int { notes.values.reduce(0) { $0 + value($1) } }
        func count(_ state: Int) -> Int { stored.values.count { $0.state == state } }
        let numbers: [(String, Int)] = [
            ("intended", notes.values.count { $0.kind != nil }), ("enqueued", stored.count),
            ("acknowledged", notes.values.count(where: \.isAcknowledged)), ("attempts", sum { $0.starts.count }),
            ("lapses", stored.values.reduce(0) { $0 + $1.lapses }), ("steps", sum { $0.stepped.count }), ("snoozes", sum { $0.snoozes }),
            ("completed", count(StoredJob.completed)), ("failed", count(StoredJob.failed)),
        ]
        // A run in which something never happened says nothing about it.
        let unproved = numbers.filter { $0.1 == 0 }.map { "nothing was \($0.0): the run proves nothing" }
        return (numbers.map { "\($0.0)=\($0.1)" }.joined(separator: " "), unproved)
    }
}
