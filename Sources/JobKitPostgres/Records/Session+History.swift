import JobKit

extension Session {
    /// The commands that make room for one more entry in full histories of errors: one entry that counts the omitted ones replaces two in
    /// the middle. A round trip of its own, and only for changes that add errors.
    func boundHistories(of seqs: [Int64]) throws -> [Command] {
        guard !seqs.isEmpty else { return [] }
        var parameters = Parameters()
        parameters.add(seqs)
        parameters.add(Int64(JobLimits.errorHistory))
        let full = try run(SQL.fullHistories, parameters)
        return try (0..<full.count).flatMap { try dropFromMiddle(of: full.integer($0, .seq)) }
    }

    private func dropFromMiddle(of seq: Int64) throws -> [Command] {
        var parameters = Parameters()
        parameters.add(seq)
        parameters.add(Int64(JobLimits.firstErrors))
        let rows = try run(SQL.middleFailures, parameters)
        guard rows.count == 2 else { throw inconsistent("a history of errors has no middle") }
        let dropped = AttemptError.dropped(try AttemptError(rows, 0), try AttemptError(rows, 1))
        var delete = Parameters()
        delete.add(rows.integer(1, .id))
        var update = Parameters()
        update.add(rows.integer(0, .id))
        update.add(Int64(dropped.attempt))
        update.add(dropped.worker)
        update.add(dropped.startedAt.microseconds)
        update.add(dropped.failedAt.microseconds)
        update.add(dropped.type)
        update.add(dropped.message)
        update.add(Int64(dropped.consequence.code))
        return [Command(SQL.deleteFailure, delete), Command(SQL.updateFailure, update)]
    }
}
