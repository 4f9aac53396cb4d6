import JobKit

extension Session {
    /// How jobs stand, for tasks that wait for them, within one snapshot. Claims are read only when one of the jobs runs.
    ///
    /// - Parameter ids: of the jobs, as the statement takes them.
    func statuses(_ ids: Parameters) throws -> [JobRecord] {
        let answers = try run([Command(SQL.beginSnapshot), Command(SQL.now), Command(SQL.statuses, ids)])
        let (now, rows) = (answers[1].time(0, .now), answers[2])
        try lanes.read((0..<rows.count).map { rows.integer($0, .line) }, self)
        var running: [Int64: Int] = [:]
        var records: [JobRecord] = []
        records.reserveCapacity(rows.count)
        for row in 0..<rows.count {
            let record = try record(rows, row, now: now)
            if record.state == .running { running[rows.integer(row, .seq)] = records.count }
            records.append(record)
        }
        try fillRunning(&records, running)
        return records
    }

    /// Ends the snapshot.
    ///
    /// - Parameter places: where the running jobs stand in `records`, by their numbers.
    private func fillRunning(_ records: inout [JobRecord], _ places: [Int64: Int]) throws {
        guard !places.isEmpty else {
            _ = try run([Command(SQL.commit)])
            return
        }
        var seqs = Parameters()
        seqs.add(Array(places.keys))
        let members = try run([Command(SQL.heldMembers, seqs), Command(SQL.commit)])[0]
        var missing = places
        for row in 0..<members.count {
            guard let index = missing.removeValue(forKey: members.integer(row, .seq)) else { continue }
            records[index].dueAt = members.time(row, .due)
            records[index].attempt = Int(members.integer(row, .attempt))
            records[index].deadline = members.optionalTime(row, .deadline)
        }
        if let lost = missing.values.first { throw inconsistent("the job \(records[lost].id) is in no state") }
    }
}
