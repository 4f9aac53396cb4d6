import Foundation
import JobKit

/// Reads the status of jobs for tasks that wait for them: many jobs in one read, without values that can be large.
///
/// Reads each table by key, one after the other. It walks the claims once a read, and only when one of the jobs runs, and does not look up
/// the ids of their members.
struct StatusReader {
    private let session: Session
    private let now: Timestamp

    init(_ session: Session) {
        self.session = session
        now = session.now
    }

    /// The records as `JobRecord.showing(.status)` returns them; missing jobs are left out.
    func records(_ ids: Set<JobID>) throws -> [JobRecord] {
        let (byID, finished) = (try session.statement(SQL.statusByID), try session.statement(SQL.finishedStatus))
        let (ready, progress) = (try session.statement(SQL.ready), try session.statement(SQL.progress))
        var records: [JobRecord] = []
        records.reserveCapacity(ids.count)
        var running: [Int64: Int] = [:]
        for id in ids {
            byID.bind(.id, id)
            guard let found = try byID.firstRow({ (seq: $0.integer(.seq), lane: $0.integer(.lane), record: try facts($0, id)) }) else {
                continue
            }
            var record = found.record
            finished.bind(.seq, found.seq)
            if try finished.firstRow({ try fillFinished(&record, $0) }) == nil {
                ready.bind(.lane, found.lane)
                ready.bind(.priority, Int64(record.priority.rawValue))
                ready.bind(.due, record.dueAt)
                ready.bind(.seq, found.seq)
                if try ready.firstRow({ fillWaiting(&record, $0) }) == nil { running[found.seq] = records.count }
            }
            progress.bind(.seq, found.seq)
            record.progress = try progress.firstRow { row in
                JobProgress(stage: row.text(.stage), fraction: row.double(.fraction), message: row.optionalText(.message))
            }
            records.append(record)
        }
        if !running.isEmpty { try fillRunning(&records, running) }
        return records
    }

    private func facts(_ row: Statement, _ id: JobID) throws -> JobRecord {
        let lane = try session.lanes[row.integer(.lane)]
        return JobRecord(
            id: id, kind: lane.kind, version: Int(row.integer(.version)), payload: Data(), queue: lane.queue,
            priority: try JobPriority(code: row.integer(.priority)), tags: try row.bytes(.tags, PackedTexts.texts), headers: [:],
            timeout: row.optionalInteger(.timeout).map { .microseconds($0) }, maxAttempts: Int(row.integer(.maxAttempts)),
            createdAt: row.time(.createdAt),
            state: .running, dueAt: row.time(.due), deadline: nil, attempt: 0)
    }

    private func fillWaiting(_ record: inout JobRecord, _ row: Statement) {
        record.attempt = Int(row.integer(.attempt))
        record.deadline = row.optionalTime(.deadline)
        record.state = record.dueAt <= now ? .pending : .scheduled
    }

    private func fillFinished(_ record: inout JobRecord, _ row: Statement) throws {
        record.state = try JobState(finishedCode: row.integer(.state))
        record.attempt = Int(row.integer(.attempt))
        record.dueAt = row.time(.due)
        record.deadline = row.optionalTime(.deadline)
        record.startedAt = row.optionalTime(.startedAt)
        record.finishedAt = try session.wall(row.time(.finishedAt))
    }

    /// - Parameter places: the indexes of the running jobs in `records`, by their numbers.
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
