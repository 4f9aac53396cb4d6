import JobKit

extension Session {
    /// Reads jobs within one snapshot; missing ones are left out.
    func records(of seqs: [Int64]) throws -> [JobRecord] {
        guard !seqs.isEmpty else { return [] }
        var wanted = Parameters()
        wanted.add(seqs)
        let answers = try run([
            Command(SQL.beginSnapshot), Command(SQL.now), Command(SQL.records, wanted), Command(SQL.failures, wanted),
        ])
        let (rows, failures) = (answers[2], try history(answers[3]))
        var records = try records(rows, now: answers[1].time(0, .now), holders: true)
        for row in 0..<rows.count { records[row].errors = failures[rows.integer(row, .seq)] ?? [] }
        return records
    }

    /// Reads the status of jobs for tasks that wait for them, within one snapshot.
    ///
    /// - Parameter ids: of the jobs, as the statement's parameters.
    func statuses(_ ids: Parameters) throws -> [JobRecord] {
        let answers = try run([Command(SQL.beginSnapshot), Command(SQL.now), Command(SQL.statuses, ids)])
        return try records(answers[2], now: answers[1].time(0, .now), holders: false)
    }

    /// Ends the snapshot. Claims are read only when one of the jobs runs.
    ///
    /// - Parameters:
    ///   - rows: the answer to `SQL.records` or `SQL.statuses`.
    ///   - holders: whether the records of running jobs need their claims.
    private func records(_ rows: Rows, now: Timestamp, holders: Bool) throws -> [JobRecord] {
        try lanes.read((0..<rows.count).map { rows.integer($0, .line) }, self)
        var records = try (0..<rows.count).map { try record(rows, $0, now: now) }
        let running = records.indices.filter { records[$0].state == .running }
        guard !running.isEmpty else {
            _ = try run([Command(SQL.commit)])
            return records
        }
        var seqs = Parameters()
        seqs.add(running.map { rows.integer($0, .seq) })
        let members = try run([Command(SQL.heldMembers, seqs), Command(SQL.commit)])[0]
        var places = Dictionary(uniqueKeysWithValues: running.map { (rows.integer($0, .seq), $0) })
        for row in 0..<members.count {
            guard let index = places.removeValue(forKey: members.integer(row, .seq)) else { continue }
            fill(&records[index], members, row, holders: holders)
        }
        if let lost = places.values.first { throw inconsistent("the job \(records[lost].id) is in no state") }
        return records
    }

    private func fill(_ record: inout JobRecord, _ members: Rows, _ row: Int, holders: Bool) {
        record.attempt = Int(members.integer(row, .attempt))
        record.dueAt = members.time(row, .due)
        record.deadline = members.optionalTime(row, .deadline)
        guard holders else { return }
        record.quarantine = members.optionalInteger(row, .quarantine).map { Int($0) }
        record.claim = ClaimInfo(
            lease: Lease(token: members.token(row, .token), place: Int(members.integer(row, .place))), worker: members.text(row, .worker),
            claimedAt: members.time(row, .claimedAt), until: members.time(row, .until))
    }

    /// A row of `SQL.records` or `SQL.statuses`; the latter leaves out values that can be large. The claim of a running job is in other
    /// tables.
    private func record(_ rows: Rows, _ row: Int, now: Timestamp) throws -> JobRecord {
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

    /// The values of the job's row; its state is in other tables.
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
