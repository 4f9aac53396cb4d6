import Foundation
import JobKit

/// Assembles records from the tables, within one snapshot.
struct RecordReader {
    private let session: Session
    private let now: Timestamp
    /// The receipt and place of each running job; read when the first running job is met.
    private var running: [Int64: (receipt: Receipt, place: Int)]?

    init(_ session: Session) {
        self.session = session
        now = session.now
    }

    /// `nil` when there is no such job.
    mutating func record(_ seq: Int64) throws -> JobRecord? {
        let statement = try session.statement(SQL.jobFacts)
        statement.bind(.seq, seq)
        var key: (lane: Int64, priority: Int64, due: Int64) = (0, 0, 0)
        let found: JobRecord? = try statement.firstRow { row in
            key = (row.integer(.lane), row.integer(.priority), row.integer(.due))
            return try facts(row)
        }
        guard var record = found else { return nil }
        if try !fillFinished(&record, seq), try !fillWaiting(&record, seq, key) { try fillRunning(&record, seq) }
        try fillHistory(&record, seq)
        return record
    }

    /// The values of the job's row; its state is in other tables.
    private func facts(_ row: Statement) throws -> JobRecord {
        let lane = try session.lanes[row.integer(.lane)]
        return JobRecord(
            id: row.jobID(.id), kind: lane.kind, version: Int(row.integer(.version)), payload: row.data(.payload), queue: lane.queue,
            priority: try JobPriority(code: row.integer(.priority)), tags: try row.bytes(.tags, PackedTexts.texts),
            headers: try row.bytes(.headers, PackedTexts.headers), timeout: row.optionalInteger(.timeout).map { .microseconds($0) },
            maxAttempts: Int(row.integer(.maxAttempts)), createdAt: row.time(.createdAt), state: .pending, dueAt: row.time(.due),
            deadline: nil, attempt: 0)
    }

    private func fillFinished(_ record: inout JobRecord, _ seq: Int64) throws -> Bool {
        let statement = try session.statement(SQL.finished)
        statement.bind(.seq, seq)
        let found: Void? = try statement.firstRow { row in
            record.state = try JobState(finishedCode: row.integer(.state))
            record.attempt = Int(row.integer(.attempt))
            record.dueAt = row.time(.due)
            record.deadline = row.optionalTime(.deadline)
            record.startedAt = row.optionalTime(.startedAt)
            record.finishedAt = try session.wall(row.time(.finishedAt))
            record.output = row.isNull(.output) ? nil : row.data(.output)
        }
        return found != nil
    }

    private func fillWaiting(_ record: inout JobRecord, _ seq: Int64, _ key: (lane: Int64, priority: Int64, due: Int64)) throws -> Bool {
        let statement = try session.statement(SQL.ready)
        statement.bind(.lane, key.lane)
        statement.bind(.priority, key.priority)
        statement.bind(.due, key.due)
        statement.bind(.seq, seq)
        let found: Void? = try statement.firstRow { row in
            record.attempt = Int(row.integer(.attempt))
            record.deadline = row.optionalTime(.deadline)
            record.quarantine = try row.isNull(.flags) ? nil : row.bytes(.flags, JobFlags.init).quarantine
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
        request.bind(.seq, seq)
        record.cancelRequestedAt = try request.firstRow { $0.time(.at) }
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
        progress.bind(.seq, seq)
        record.progress = try progress.firstRow {
            JobProgress(stage: $0.text(.stage), fraction: $0.double(.fraction), message: $0.optionalText(.message))
        }
        let failures = try session.statement(SQL.failures)
        failures.bind(.seq, seq)
        try failures.forEachRow { record.errors.append(try AttemptError($0)) }
    }
}

extension AttemptError {
    /// A row of jobkit_failure, as `SQL.failures` gives it.
    init(_ row: Statement) throws {
        self.init(
            attempt: Int(row.integer(.attempt)), worker: row.text(.worker), startedAt: row.time(.startedAt), failedAt: row.time(.failedAt),
            type: row.text(.type), message: row.text(.message), consequence: try AttemptError.Consequence(code: row.integer(.consequence)))
    }
}

extension Session {
    /// The wall clock's time at that steady time.
    func wall(_ steady: Timestamp) throws -> Timestamp {
        let drift = try statement(SQL.driftAt)
        drift.bind(.steady, steady)
        return steady.moved(by: try drift.firstRow { $0.integer(.drift) } ?? 0)
    }
}
