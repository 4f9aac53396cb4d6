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
        let (now, rows, failures) = (answers[1].time(0, .now), answers[2], try history(answers[3]))
        let holders = Holders(answers[4])
        try lanes.read((0..<rows.count).map { rows.integer($0, .line) }, self)
        return try (0..<rows.count).map { row in
            var record = try record(rows, row, now: now)
            let seq = rows.integer(row, .seq)
            if record.state == .running {
                guard let (receipt, place) = holders[seq] else { throw inconsistent("the job \(record.id) is in no state") }
                fillRunning(&record, receipt, place)
            }
            record.errors = failures[seq] ?? []
            return record
        }
    }

    /// As `SQL.records` and `SQL.statuses` answer; the second leaves out what can be large. Who holds a job that runs is in other tables.
    func record(_ rows: Rows, _ row: Int, now: Timestamp) throws -> JobRecord {
        var record = try facts(rows, row)
        if !rows.isNull(row, .state) {
            try fillFinished(&record, rows, row)
        } else if !rows.isNull(row, .attempt) {
            record.attempt = Int(rows.integer(row, .attempt))
            record.deadline = rows.optionalTime(row, .deadline)
            record.quarantine = rows.optionalInteger(row, .quarantine).map { Int($0) }
            record.state = record.dueAt <= now ? .pending : .scheduled
        } else {
            record.cancelRequestedAt = rows.optionalTime(row, .cancelRequestedAt)
        }
        if !rows.isNull(row, .stage) {
            record.progress = JobProgress(
                stage: rows.text(row, .stage), fraction: rows.optionalDouble(row, .fraction), message: rows.optionalText(row, .message))
        }
        return record
    }

    /// What the job row says; its state is in other tables.
    private func facts(_ rows: Rows, _ row: Int) throws -> JobRecord {
        let lane = try lanes.lane(of: rows.integer(row, .line))
        return JobRecord(
            id: rows.jobID(row, .id), kind: lane.kind, version: Int(rows.integer(row, .version)), payload: rows.data(row, .payload),
            queue: lane.queue, priority: try Line.priority(rows.integer(row, .line)), tags: rows.texts(row, .tags),
            headers: try rows.headers(row, .headers), timeout: rows.optionalInteger(row, .timeout).map { .microseconds($0) },
            maxAttempts: Int(rows.integer(row, .maxAttempts)), createdAt: rows.time(row, .createdAt), state: .running,
            dueAt: rows.time(row, .due), deadline: nil, attempt: 0)
    }

    private func fillFinished(_ record: inout JobRecord, _ rows: Rows, _ row: Int) throws {
        record.state = try JobState(finishedCode: rows.integer(row, .state))
        record.attempt = Int(rows.integer(row, .finishedAttempt))
        record.dueAt = rows.time(row, .finishedDue)
        record.deadline = rows.optionalTime(row, .finishedDeadline)
        record.startedAt = rows.optionalTime(row, .startedAt)
        record.finishedAt = rows.time(row, .finishedAt)
        record.output = rows.optionalData(row, .output)
    }

    private func fillRunning(_ record: inout JobRecord, _ receipt: Receipt, _ place: Int) {
        let member = receipt.members[place]
        record.attempt = Int(member.attempt)
        record.dueAt = Timestamp(microseconds: member.due)
        record.deadline = member.deadline.map(Timestamp.init(microseconds:))
        record.quarantine = member.quarantine
        record.claim = ClaimInfo(
            lease: Lease(token: receipt.token, place: place), worker: receipt.worker, claimedAt: receipt.claimedAt, until: receipt.until)
    }

    private func history(_ rows: Rows) throws -> [Int64: [AttemptError]] {
        var errors: [Int64: [AttemptError]] = [:]
        for row in 0..<rows.count { errors[rows.integer(row, .seq), default: []].append(try AttemptError(rows, row)) }
        return errors
    }
}

extension AttemptError {
    /// A row of failure.
    init(_ rows: Rows, _ row: Int) throws {
        self.init(
            attempt: Int(rows.integer(row, .attempt)), worker: rows.text(row, .worker), startedAt: rows.time(row, .startedAt),
            failedAt: rows.time(row, .failedAt), type: rows.text(row, .type), message: rows.text(row, .message),
            consequence: try AttemptError.Consequence(code: rows.integer(row, .consequence)))
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
