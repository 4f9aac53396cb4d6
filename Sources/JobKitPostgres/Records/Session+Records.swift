import JobKit

extension Session {
    /// What the tables know of jobs, within one snapshot; those that are gone are left out.
    func records(of seqs: [Int64]) throws -> [JobRecord] {
        guard !seqs.isEmpty else { return [] }
        var wanted = Parameters()
        wanted.add(seqs)
        let answers = try run([
            Command(SQL.beginSnapshot), Command(SQL.now), Command(SQL.records, wanted), Command(SQL.failures, wanted),
            Command(SQL.receipts),
            Command(SQL.commit),
        ])
        let (now, rows, failures) = (answers[1].time(0, 0), answers[2], try history(answers[3]))
        let holders = Holders(answers[4])
        return try (0..<rows.count).map { row in
            var record = try facts(rows, row)
            let seq = rows.integer(row, 0)
            if !rows.isNull(row, 14) {
                try fillFinished(&record, rows, row)
            } else if !rows.isNull(row, 12) {
                record.attempt = Int(rows.integer(row, 12))
                record.deadline = rows.optionalTime(row, 13)
                record.quarantine = rows.optionalInteger(row, 25).map { Int($0) }
                record.state = record.dueAt <= now ? .pending : .scheduled
            } else {
                guard let (receipt, place) = holders[seq] else { throw inconsistent("the job \(record.id) is in no state") }
                fillRunning(&record, receipt, place)
                record.cancelRequestedAt = rows.optionalTime(row, 24)
            }
            if !rows.isNull(row, 21) {
                record.progress = JobProgress(
                    stage: rows.text(row, 21), fraction: rows.optionalDouble(row, 22), message: rows.optionalText(row, 23))
            }
            record.errors = failures[seq] ?? []
            return record
        }
    }

    /// What the job row says; its state is in other tables.
    private func facts(_ rows: Rows, _ row: Int) throws -> JobRecord {
        let lane = try lanes.lane(rows.integer(row, 2), self)
        return JobRecord(
            id: rows.jobID(row, 1), kind: lane.kind, version: Int(rows.integer(row, 3)), payload: rows.data(row, 9), queue: lane.queue,
            priority: try Line.priority(rows.integer(row, 10)), tags: rows.isNull(row, 7) ? [] : rows.texts(row, 7),
            headers: try rows.headers(row, 8), timeout: rows.optionalInteger(row, 6).map { .microseconds($0) },
            maxAttempts: Int(rows.integer(row, 5)), createdAt: rows.time(row, 4), state: .pending, dueAt: rows.time(row, 11), deadline: nil,
            attempt: 0)
    }

    private func fillFinished(_ record: inout JobRecord, _ rows: Rows, _ row: Int) throws {
        record.state = try JobState(finishedCode: rows.integer(row, 14))
        record.attempt = Int(rows.integer(row, 15))
        record.dueAt = rows.time(row, 16)
        record.deadline = rows.optionalTime(row, 17)
        record.startedAt = rows.optionalTime(row, 18)
        record.finishedAt = rows.time(row, 19)
        record.output = rows.optionalData(row, 20)
    }

    private func fillRunning(_ record: inout JobRecord, _ receipt: Receipt, _ place: Int) {
        let member = receipt.members[place]
        record.state = .running
        record.attempt = Int(member.attempt)
        record.dueAt = Timestamp(microseconds: member.due)
        record.deadline = member.deadline.map(Timestamp.init(microseconds:))
        record.quarantine = member.quarantine
        record.claim = ClaimInfo(
            lease: Lease(token: receipt.token, place: place), worker: receipt.worker, claimedAt: receipt.claimedAt, until: receipt.until)
    }

    private func history(_ rows: Rows) throws -> [Int64: [AttemptError]] {
        var errors: [Int64: [AttemptError]] = [:]
        for row in 0..<rows.count { errors[rows.integer(row, 0), default: []].append(try AttemptError(rows, row)) }
        return errors
    }
}

extension AttemptError {
    /// A row of failure, as `SQL.failures` reads it: the first column is another's.
    init(_ rows: Rows, _ row: Int) throws {
        self.init(
            attempt: Int(rows.integer(row, 1)), worker: rows.text(row, 2), startedAt: rows.time(row, 3), failedAt: rows.time(row, 4),
            type: rows.text(row, 5), message: rows.text(row, 6), consequence: try AttemptError.Consequence(code: rows.integer(row, 7)))
    }
}

/// Where each running job is held; looked up when the first is asked for.
private final class Holders {
    private let rows: Rows
    private lazy var held: [Int64: (receipt: Receipt, place: Int)] = {
        var held: [Int64: (receipt: Receipt, place: Int)] = [:]
        for row in 0..<rows.count {
            let receipt = Receipt(rows, row)
            for place in receipt.openPlaces { held[receipt.members[place].seq] = (receipt, place) }
        }
        return held
    }()

    init(_ rows: Rows) {
        self.rows = rows
    }

    subscript(seq: Int64) -> (receipt: Receipt, place: Int)? { held[seq] }
}
