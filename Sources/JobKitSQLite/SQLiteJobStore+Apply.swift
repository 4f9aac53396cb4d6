import JobKit

extension SQLiteJobStore {
    public func apply(_ changes: [JobChange]) async throws -> [ApplyResult] {
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
                case .leased(let lease, let cancelRequested):
                    try applyToRunning(change, lease, until: nil, cancelRequested: cancelRequested, &receipts, writer)
                case .lapsed(let lease, let until):
                    // Whoever takes a job back to let it wait did not know of a request to cancel.
                    try applyToRunning(change, lease, until: until, cancelRequested: false, &receipts, writer)
                case .waiting: try applyToWaiting(change, writer)
                case .finished(let state): try applyToFinished(change, state, writer)
                }
            results.append(result)
            if result == .applied { hasNews = true }
        }
        try receipts.store()
        return results
    }

    private func applyToRunning(
        _ change: JobChange, _ lease: Lease, until: Timestamp?, cancelRequested: Bool, _ receipts: inout OpenReceipts,
        _ writer: EffectWriter
    ) throws -> ApplyResult {
        guard let index = try receipts.index(of: lease.token), receipts[index].isOpen(lease.place),
            receipts[index].members[lease.place].id == change.id
        else { return try refusal(change.id) }
        if let until, until != receipts[index].until || until > now { return .superseded }
        let receipt = receipts[index]
        let member = receipt.members[lease.place]
        switch change.effect {
        case .noteCancelRequest:
            try writer.noteCancelRequest(member.seq)
        case .report(let progress):
            try writer.report(progress, of: member.seq)
        case .saveStep(let name, let result):
            try writer.saveStep(name, result, of: member.seq)
        case .wait(let due, let attempt, let deadline):
            if !cancelRequested, try writer.isCancelRequested(member.seq) { return .cancelRequested }
            try writer.wait(member, due: due, attempt: attempt, deadline: deadline, ran: true)
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
        let deadline = member.deadline.map(Timestamp.init(microseconds:))
        if change.expiresTooEarly(deadline: deadline, at: now) { return .superseded }
        switch change.effect {
        case .finish(let state, let output):
            try writer.deleteReady(member)
            try writer.finish(member, state, startedAt: nil, output: output)
        case .wait(let due, let attempt, let deadline):
            try writer.deleteReady(member)
            try writer.wait(member, due: due, attempt: attempt, deadline: deadline)
        case .noteCancelRequest, .report, .saveStep:
            // These are a running job's.
            return .superseded
        }
        return .applied
    }

    private func applyToFinished(_ change: JobChange, _ state: JobState, _ writer: EffectWriter) throws -> ApplyResult {
        guard let job = try locate(change.id) else { return .missing }
        let finished = try statement(SQL.finishedState)
        finished.bind(.seq, job.seq)
        guard let code = try finished.firstRow({ $0.integer(.state) }), code == state.finishedCode,
            case .wait(let due, let attempt, let deadline) = change.effect
        else { return .superseded }
        try writer.deleteFinished(job, code)
        try writer.wait(job, due: due, attempt: attempt, deadline: deadline)
        return .applied
    }

    private func refusal(_ id: JobID) throws -> ApplyResult {
        try locate(id) == nil ? .missing : .superseded
    }

    /// Where the job would wait; its attempt and deadline are not known yet.
    private func locate(_ id: JobID) throws -> ReceiptMember? {
        let statement = try statement(SQL.jobByID)
        statement.bind(.id, id)
        return try statement.firstRow { row in
            ReceiptMember(
                seq: row.integer(.seq), id: id, lane: row.integer(.lane), priority: row.integer(.priority), due: row.integer(.due),
                attempt: 0, deadline: nil)
        }
    }

    /// The job as it waits; `nil` when it does not.
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
