import Foundation
import JobKit

extension Session {
    /// How jobs stand, for tasks that wait for them, within one snapshot. Claims are read only when one of the jobs runs.
    ///
    /// - Parameter ids: of the jobs, as the statement takes them.
    func statuses(_ ids: Parameters) throws -> [JobRecord] {
        let answers = try run([Command(SQL.beginSnapshot), Command(SQL.now), Command(SQL.statuses, ids)])
        let (now, rows) = (answers[1].time(0, 0), answers[2])
        var running: [Int64: Int] = [:]
        var records: [JobRecord] = []
        records.reserveCapacity(rows.count)
        for row in 0..<rows.count {
            var record = try statusFacts(rows, row)
            if !rows.isNull(row, 12) {
                record.state = try JobState(finishedCode: rows.integer(row, 12))
                record.attempt = Int(rows.integer(row, 13))
                record.dueAt = rows.time(row, 14)
                record.deadline = rows.optionalTime(row, 15)
                record.startedAt = rows.optionalTime(row, 16)
                record.finishedAt = rows.time(row, 17)
            } else if !rows.isNull(row, 10) {
                record.attempt = Int(rows.integer(row, 10))
                record.deadline = rows.optionalTime(row, 11)
                record.state = record.dueAt <= now ? .pending : .scheduled
            } else {
                record.cancelRequestedAt = rows.optionalTime(row, 21)
                running[rows.integer(row, 0)] = records.count
            }
            records.append(record)
        }
        try fillRunning(&records, running)
        return records
    }

    private func statusFacts(_ rows: Rows, _ row: Int) throws -> JobRecord {
        let lane = try lanes.lane(rows.integer(row, 2), self)
        var record = JobRecord(
            id: rows.jobID(row, 1), kind: lane.kind, version: Int(rows.integer(row, 3)), payload: Data(), queue: lane.queue,
            priority: try Line.priority(rows.integer(row, 8)), tags: rows.isNull(row, 7) ? [] : rows.texts(row, 7), headers: [:],
            timeout: rows.optionalInteger(row, 6).map { .microseconds($0) }, maxAttempts: Int(rows.integer(row, 5)),
            createdAt: rows.time(row, 4), state: .running, dueAt: rows.time(row, 9), deadline: nil, attempt: 0)
        if !rows.isNull(row, 18) {
            record.progress = JobProgress(
                stage: rows.text(row, 18), fraction: rows.optionalDouble(row, 19), message: rows.optionalText(row, 20))
        }
        return record
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
            guard let index = missing.removeValue(forKey: members.integer(row, 0)) else { continue }
            records[index].dueAt = members.time(row, 1)
            records[index].attempt = Int(members.integer(row, 2))
            records[index].deadline = members.optionalTime(row, 3)
        }
        if let lost = missing.values.first { throw inconsistent("the job \(records[lost].id) is in no state") }
    }
}
