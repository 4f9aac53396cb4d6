import Foundation
import JobKit

/// Puts together what the tables know of jobs, within one snapshot.
struct RecordReader {
    private let session: Session
    private let now: Timestamp
    /// Where each running job is held; read when the first running job is met.
    private var running: [Int64: (receipt: Receipt, place: Int)]?

    init(_ session: Session) {
        self.session = session
        now = session.now
    }

    /// `nil` when there is no such job.
    mutating func record(_ seq: Int64) throws -> JobRecord? {
        let statement = try session.statement(SQL.jobFacts)
        statement.bind(1, seq)
        var key: (lane: Int64, priority: Int64, due: Int64) = (0, 0, 0)
        let found: JobRecord? = try statement.firstRow { row in
            key = (row.integer(1), row.integer(2), row.integer(4))
            return try facts(row)
        }
        guard var record = found else { return nil }
        if try !fillFinished(&record, seq), try !fillWaiting(&record, seq, key) { try fillRunning(&record, seq) }
        try fillHistory(&record, seq)
        return record
    }

    /// What the job row says; its state is in other tables.
    private func facts(_ row: Statement) throws -> JobRecord {
        let lane = try session.lanes[row.integer(1)]
        return JobRecord(
            id: row.jobID(0), kind: lane.kind, version: Int(row.integer(3)), payload: row.data(10), queue: lane.queue,
            priority: try JobPriority(code: row.integer(2)), tags: try row.bytes(8, PackedTexts.texts),
            headers: try row.bytes(9, PackedTexts.headers), timeout: row.optionalInteger(7).map { .microseconds($0) },
            maxAttempts: Int(row.integer(6)), createdAt: row.time(5), state: .pending, dueAt: row.time(4), deadline: nil, attempt: 0)
    }

    private func fillFinished(_ record: inout JobRecord, _ seq: Int64) throws -> Bool {
        let statement = try session.statement(SQL.finished)
        statement.bind(1, seq)
        let found: Void? = try statement.firstRow { row in
            record.state = try JobState(finishedCode: row.integer(0))
            record.attempt = Int(row.integer(1))
            record.dueAt = row.time(2)
            record.deadline = row.optionalTime(3)
            record.startedAt = row.optionalTime(4)
            record.finishedAt = try session.wall(row.time(5))
            record.output = row.isNull(6) ? nil : row.data(6)
        }
        return found != nil
    }

    private func fillWaiting(_ record: inout JobRecord, _ seq: Int64, _ key: (lane: Int64, priority: Int64, due: Int64)) throws -> Bool {
        let statement = try session.statement(SQL.ready)
        statement.bind(1, key.lane)
        statement.bind(2, key.priority)
        statement.bind(3, key.due)
        statement.bind(4, seq)
        let found: Void? = try statement.firstRow { row in
            record.attempt = Int(row.integer(0))
            record.deadline = row.optionalTime(1)
            record.quarantine = try row.isNull(2) ? nil : row.bytes(2, JobFlags.init).quarantine
            record.state = key.due <= now.microseconds ? .pending : .scheduled
        }
        return found != nil
    }

    private mutating func fillRunning(_ record: inout JobRecord, _ seq: Int64) throws {
        let held = try running ?? holders()
        running = held
        guard let (receipt, place) = held[seq] else { throw inconsistent("the job \(record.id) is in no state") }
        let member = receipt.members[place]
        record.state = .running
        record.attempt = Int(member.attempt)
        record.dueAt = Timestamp(microseconds: member.due)
        record.deadline = member.deadline.map(Timestamp.init(microseconds:))
        record.quarantine = member.flags.quarantine
        record.claim = ClaimInfo(
            lease: Lease(token: receipt.token, place: place), worker: receipt.worker, claimedAt: receipt.claimedAt, until: receipt.until)
        let request = try session.statement(SQL.cancelRequest)
        request.bind(1, seq)
        record.cancelRequestedAt = try request.firstRow { $0.time(0) }
    }

    private func holders() throws -> [Int64: (receipt: Receipt, place: Int)] {
        var held: [Int64: (receipt: Receipt, place: Int)] = [:]
        for receipt in try session.openReceipts() {
            for place in receipt.openPlaces { held[receipt.members[place].seq] = (receipt, place) }
        }
        return held
    }

    private func fillHistory(_ record: inout JobRecord, _ seq: Int64) throws {
        let progress = try session.statement(SQL.progress)
        progress.bind(1, seq)
        record.progress = try progress.firstRow { JobProgress(stage: $0.text(0), fraction: $0.double(1), message: $0.optionalText(2)) }
        let failures = try session.statement(SQL.failures)
        failures.bind(1, seq)
        try failures.forEachRow { record.errors.append(try AttemptError($0)) }
    }
}

extension AttemptError {
    /// The first seven columns of a row of jobkit_failure, in the order of `SQL.failures`.
    init(_ row: Statement) throws {
        self.init(
            attempt: Int(row.integer(0)), worker: row.text(1), startedAt: row.time(2), failedAt: row.time(3), type: row.text(4),
            message: row.text(5), consequence: try AttemptError.Consequence(code: row.integer(6)))
    }
}

extension Session {
    /// What the wall clock showed at that steady time.
    func wall(_ steady: Timestamp) throws -> Timestamp {
        let drift = try statement(SQL.driftAt)
        drift.bind(1, steady)
        return steady.moved(by: try drift.firstRow { $0.integer(0) } ?? 0)
    }
}
