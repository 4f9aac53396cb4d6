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
            statement.bind(.id, id)
            let found: JobRecord? = try statement.firstRow { row in
                var record = try facts(row, id)
                if !row.isNull(.state) {
                    try fillFinished(&record, row)
                } else if !row.isNull(.attempt) {
                    record.attempt = Int(row.integer(.attempt))
                    record.deadline = row.optionalTime(.deadline)
                    record.state = record.dueAt <= now ? .pending : .scheduled
                } else {
                    running[row.integer(.seq)] = records.count
                }
                return record
            }
            if let found { records.append(found) }
        }
        if !running.isEmpty { try fillRunning(&records, running) }
        return records
    }

    private func facts(_ row: Statement, _ id: JobID) throws -> JobRecord {
        let lane = try session.lanes[row.integer(.lane)]
        var record = JobRecord(
            id: id, kind: lane.kind, version: Int(row.integer(.version)), payload: Data(), queue: lane.queue,
            priority: try JobPriority(code: row.integer(.priority)), tags: try row.bytes(.tags, PackedTexts.texts), headers: [:],
            timeout: row.optionalInteger(.timeout).map { .microseconds($0) }, maxAttempts: Int(row.integer(.maxAttempts)),
            createdAt: row.time(.createdAt),
            state: .running, dueAt: row.time(.due), deadline: nil, attempt: 0)
        if !row.isNull(.stage) {
            record.progress = JobProgress(stage: row.text(.stage), fraction: row.double(.fraction), message: row.optionalText(.message))
        }
        return record
    }

    private func fillFinished(_ record: inout JobRecord, _ row: Statement) throws {
        record.state = try JobState(finishedCode: row.integer(.state))
        record.attempt = Int(row.integer(.finishedAttempt))
        record.dueAt = row.time(.finishedDue)
        record.deadline = row.optionalTime(.finishedDeadline)
        record.startedAt = row.optionalTime(.startedAt)
        record.finishedAt = try session.wall(row.time(.finishedAt))
    }

    /// - Parameter places: where the running jobs stand in `records`, by their numbers.
    private func fillRunning(_ records: inout [JobRecord], _ places: [Int64: Int]) throws {
        var missing = places
        try session.statement(SQL.openMembers).forEachRow { row in
            guard !missing.isEmpty else { return }
            let open = row.array(.open)
            let members = try row.bytes(.members) { try PackedMembers.unpack($0) { _ in JobID(high: 0, low: 0) } }
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
            request.bind(.seq, seq)
            records[index].cancelRequestedAt = try request.firstRow { $0.time(.at) }
        }
    }
}
