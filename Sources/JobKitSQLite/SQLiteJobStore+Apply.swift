import JobKit

extension SQLiteJobStore {
    public var features: Set<StoreFeature> { [.followUps] }

    public func apply(_ request: ApplyRequest) async throws -> [ApplyResult] {
        let changes = request.changes
        guard !changes.isEmpty else { return [] }
        try changes.forEach { try $0.check() }
        return try await write("apply changes in", changes.count > Writer.rowsInBulk ? .bulk : .leases, weight: changes.count) {
            try $0.apply(changes)
        }
    }
}

extension Session {
    func apply(_ changes: [JobChange]) throws -> [ApplyResult] {
        var receipts = OpenReceipts(self)
        let writer = try EffectWriter(self)
        var results: [ApplyResult] = []
        results.reserveCapacity(changes.count)
        for change in changes {
            let result =
                switch change.expecting {
                case .leased(let lease, _), .lapsed(let lease, _): try applyToRunning(change, lease, &receipts, writer)
                case .waiting: try applyToWaiting(change, writer)
                case .finished: try applyToFinished(change, writer)
                }
            results.append(result)
            guard result == .applied else { continue }
            hasNews = true
            if !change.then.isEmpty { _ = try enqueue(change.then) }
        }
        try receipts.store()
        return results
    }

    private func applyToRunning(
        _ change: JobChange, _ lease: Lease, _ receipts: inout OpenReceipts, _ writer: EffectWriter
    ) throws -> ApplyResult {
        guard let index = try receipts.index(of: lease.token), receipts[index].isOpen(lease.place),
            receipts[index].members[lease.place].id == change.id
        else { return try refusal(change.id) }
        let receipt = receipts[index]
        let member = receipt.members[lease.place]
        let isCancelRequested = try writer.isCancelRequested(member.seq)
        let answer = change.answer(to: .running(lease, until: receipt.until, cancelRequested: isCancelRequested), at: now)
        guard answer == .applied else { return answer }
        switch change.effect {
        case .noteCancelRequest:
            try writer.noteCancelRequest(member.seq)
        case .report(let progress):
            try writer.report(progress, of: member.seq)
        case .saveStep(let name, let result):
            try writer.saveStep(name, result, of: member.seq)
        case .wait(let due, let attempt, let deadline, let quarantine):
            try writer.wait(member, due: due, attempt: attempt, deadline: deadline, flags: JobFlags(quarantine: quarantine), ran: true)
            try writer.settled(member.seq)
            receipts[index].close(lease.place)
        case .finish(let state, let output):
            try writer.finish(member, state, startedAt: receipt.claimedAt, output: output)
            try writer.settled(member.seq)
            receipts[index].close(lease.place)
        }
        if let failure = change.failure { try writer.insert(failure, member, receipt) }
        return .applied
    }

    private func applyToWaiting(_ change: JobChange, _ writer: EffectWriter) throws -> ApplyResult {
        guard let job = try locate(change.id) else { return .missing }
        guard let member = try readyRow(job) else { return .superseded }
        let answer = change.answer(to: .waiting(deadline: member.deadline.map(Timestamp.init(microseconds:))), at: now)
        guard answer == .applied else { return answer }
        switch change.effect {
        case .finish(let state, let output):
            try writer.deleteReady(member)
            try writer.finish(member, state, startedAt: nil, output: output)
        case .wait(let due, let attempt, let deadline, let quarantine):
            try writer.deleteReady(member)
            try writer.wait(member, due: due, attempt: attempt, deadline: deadline, flags: JobFlags(quarantine: quarantine))
        case .noteCancelRequest, .report, .saveStep:
            // These belong to a running job.
            return .superseded
        }
        return .applied
    }

    private func applyToFinished(_ change: JobChange, _ writer: EffectWriter) throws -> ApplyResult {
        guard let job = try locate(change.id) else { return .missing }
        let finished = try statement(SQL.finishedState)
        finished.bind(.seq, job.seq)
        guard let code = try finished.firstRow({ $0.integer(.state) }) else { return .superseded }
        let answer = change.answer(to: .finished(try JobState(finishedCode: code)), at: now)
        guard answer == .applied, case .wait(let due, let attempt, let deadline, let quarantine) = change.effect else { return .superseded }
        try writer.deleteFinished(job, code)
        try writer.wait(job, due: due, attempt: attempt, deadline: deadline, flags: JobFlags(quarantine: quarantine))
        return .applied
    }

    private func refusal(_ id: JobID) throws -> ApplyResult {
        try locate(id) == nil ? .missing : .superseded
    }

    /// The place where the job would wait; its attempt and deadline are not known yet.
    private func locate(_ id: JobID) throws -> ReceiptMember? {
        let statement = try statement(SQL.jobByID)
        statement.bind(.id, id)
        return try statement.firstRow { row in
            ReceiptMember(
                seq: row.integer(.seq), id: id, lane: row.integer(.lane), priority: row.integer(.priority), due: row.integer(.due),
                attempt: 0, deadline: nil)
        }
    }

    /// The job's ready row; `nil` when the job does not wait.
    private func readyRow(_ job: ReceiptMember) throws -> ReceiptMember? {
        let statement = try statement(SQL.ready)
        statement.bind(.lane, job.lane)
        statement.bind(.priority, job.priority)
        statement.bind(.due, job.due)
        statement.bind(.seq, job.seq)
        return try statement.firstRow { row in
            ReceiptMember(
                seq: job.seq, id: job.id, lane: job.lane, priority: job.priority, due: job.due, attempt: row.integer(.attempt),
                deadline: row.optionalInteger(.deadline))
        }
    }
}
