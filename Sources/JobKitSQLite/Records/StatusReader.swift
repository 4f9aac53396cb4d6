import Foundation
import JobKit

/// How jobs stand, for tasks that wait for them: many jobs in one look, and nothing that can be large.
///
/// Reads one row a job. The claims are gone through once a look, and only when one of the jobs runs; the ids of their members are not looked up.
struct StatusReader {
    private let session: Session
    private let now: Timestamp

    init(_ session: Session) {
        self.session = session
        now = session.now
    }

    /// As `JobRecord.showing(.status)`; jobs that are not there are left out.
    func records(_ ids: Set<JobID>) throws -> [JobRecord] {
        let statement = try session.statement(SQL.status)
        var records: [JobRecord] = []
        records.reserveCapacity(ids.count)
        var running: [Int64: Int] = [:]
        for id in ids {
            statement.bind(1, id)
            let found: JobRecord? = try statement.firstRow { row in
                var record = try facts(row, id)
                if !row.isNull(9) {
                    try fillFinished(&record, row)
                } else if !row.isNull(15) {
                    record.attempt = Int(row.integer(15))
                    record.deadline = row.optionalTime(16)
                    record.state = record.dueAt <= now ? .pending : .scheduled
                } else {
                    running[row.integer(0)] = records.count
                }
                return record
            }
            if let found { records.append(found) }
        }
        if !running.isEmpty { try fillRunning(&records, running) }
        return records
    }

    private func facts(_ row: Statement, _ id: JobID) throws -> JobRecord {
        let lane = try session.lanes[row.integer(1)]
        var record = JobRecord(
            id: id, kind: lane.kind, version: Int(row.integer(3)), payload: Data(), queue: lane.queue,
            priority: try JobPriority(code: row.integer(2)), tags: try row.bytes(8, PackedTexts.texts), headers: [:],
            timeout: row.optionalInteger(7).map { .microseconds($0) }, maxAttempts: Int(row.integer(6)), createdAt: row.time(5),
            state: .running, dueAt: row.time(4), deadline: nil, attempt: 0)
        if !row.isNull(17) { record.progress = JobProgress(stage: row.text(17), fraction: row.double(18), message: row.optionalText(19)) }
        return record
    }

    private func fillFinished(_ record: inout JobRecord, _ row: Statement) throws {
        record.state = try JobState(finishedCode: row.integer(9))
        record.attempt = Int(row.integer(10))
        record.dueAt = row.time(11)
        record.deadline = row.optionalTime(12)
        record.startedAt = row.optionalTime(13)
        record.finishedAt = try session.wall(row.time(14))
    }

    /// - Parameter places: where the running jobs stand in `records`, by their numbers.
    private func fillRunning(_ records: inout [JobRecord], _ places: [Int64: Int]) throws {
        var missing = places
        try session.statement(SQL.openMembers).forEachRow { row in
            guard !missing.isEmpty else { return }
            let open = row.array(1)
            let members = try row.bytes(0) { try PackedMembers.unpack($0) { _ in JobID(high: 0, low: 0) } }
            for (place, member) in members.enumerated() where open[place >> 3] & 1 << UInt8(place & 7) != 0 {
                guard let index = missing.removeValue(forKey: member.seq) else { continue }
                records[index].attempt = Int(member.attempt)
                records[index].dueAt = Timestamp(microseconds: member.due)
                records[index].deadline = member.deadline.map(Timestamp.init(microseconds:))
            }
        }
        if let lost = missing.values.first { throw inconsistent("the job \(records[lost].id) is in no state") }
        let request = try session.statement(SQL.cancelRequest)
        for (seq, index) in places {
            request.bind(1, seq)
            records[index].cancelRequestedAt = try request.firstRow { $0.time(0) }
        }
    }
}
