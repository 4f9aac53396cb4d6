import JobKit

extension PostgresJobStore {
    public var features: Set<StoreFeature> { [.followUps] }

    public func apply(_ request: ApplyRequest) async throws -> [ApplyResult] {
        let changes = request.changes
        guard !changes.isEmpty else { return [] }
        try changes.forEach { try $0.check() }
        let (results, news) = try await perform("apply changes in") { try $0.apply(changes) }
        switch news {
        case .readyJobs: tell()
        case .changes: tellChanged()
        case nil: break
        }
        return results
    }
}

/// The kinds of changes that other processes are notified of.
enum News {
    case readyJobs
    case changes
}

extension Session {
    /// The results, and the kind of news.
    ///
    /// Two round trips where the changes are a worker's, as nearly always: one locks and reads the receipts, the other writes what was
    /// decided.
    func apply(_ changes: [JobChange]) throws -> (results: [ApplyResult], news: News?) {
        let first = [lockCommand(changes.compactMap(\.expecting.lease)), Command(SQL.cancelRequests)]
        return try transaction(first: first) { answers, writes in
            let writer = EffectWriter(answers[1])
            var receipts = OpenReceipts(answers[0])
            let ends = try AttemptEnds(changes, receipts, self)
            var results: [ApplyResult?] = []
            results.reserveCapacity(changes.count)
            let expiring = changes.expiring
            let expired = try takeExpired(expiring, writer)
            for change in changes {
                switch change.expecting {
                case .leased(let lease, _), .lapsed(let lease, _):
                    results.append(try applyToRunning(change, lease, ends, &receipts, writer))
                case .waiting where expiring.contains(change.id):
                    results.append(try expired[change.id].flatMap { try applyToExpired(change, $0, writer) })
                case .waiting:
                    // The job may be one that earlier changes of the batch put back in line.
                    try write(writer)
                    results.append(try applyToWaiting(change, writer))
                case .finished:
                    try write(writer)
                    results.append(try applyToFinished(change, writer))
                }
            }
            let refused = zip(changes, results).filter { $0.1 == nil }.map(\.0.id)
            let known = try existing(refused)
            writes = try boundHistories(of: writer.failed) + writer.take() + receipts.commands()
            let followUps = zip(changes, results).filter { $0.1 == .applied }.flatMap(\.0.then)
            if !followUps.isEmpty { writes.append(try enqueueCommand(followUps)) }
            let hasChanged = results.contains(.applied) || writer.tiesUp
            return (
                zip(changes, results).map { $0.1 ?? (known.contains($0.0.id) ? .superseded : .missing) },
                writer.letsWait || !followUps.isEmpty ? .readyJobs : hasChanged ? .changes : nil
            )
        }
    }

    /// Few members are read one by one, many with all members of their claims.
    private func lockCommand(_ leases: [Lease]) -> Command {
        var lock = Parameters()
        guard leases.count < Self.manyPlaces else {
            lock.add(Array(Set(leases.map(\.token))))
            return Command(SQL.lockReceipts, lock)
        }
        lock.add(leases.map(\.token))
        lock.add(leases.map { Int32(clamping: $0.place) })
        return Command(SQL.lockPlaces, lock)
    }

    private static let manyPlaces = 32

    /// `nil` where the lease is not open: superseded, or missing where there is no such job.
    private func applyToRunning(
        _ change: JobChange, _ lease: Lease, _ ends: AttemptEnds, _ receipts: inout OpenReceipts, _ writer: EffectWriter
    ) throws -> ApplyResult? {
        guard let index = receipts.index(of: lease.token), receipts[index].isOpen(lease.place),
            let member = receipts[index][lease.place], member.id == change.id
        else { return nil }
        let receipt = receipts[index]
        switch ends.standing(of: member.seq) {
        case .free: break
        case .inTransaction: return .superseded
        case .committed:
            writer.tieUp(member.seq)
            receipts[index].close(lease.place)
            return .superseded
        }
        let situation = JobSituation.running(
            lease, until: receipt.until, cancelRequested: writer.isCancelRequested(member.seq))
        let answer = change.answer(to: situation, at: Timestamp(microseconds: writer.now))
        guard answer == .applied else { return answer }
        switch change.effect {
        case .noteCancelRequest: writer.noteCancelRequest(member.seq)
        case .report(let progress): writer.report(progress, of: member.seq)
        case .saveStep(let name, let result): writer.saveStep(name, result, of: member.seq)
        case .wait(let due, let attempt, let deadline, let quarantine):
            writer.wait(member, due: due, attempt: attempt, deadline: deadline, quarantine: quarantine, ran: true)
            writer.settled(member.seq)
            receipts[index].close(lease.place)
        case .finish(let state, let output):
            try writer.finish(member, state, startedAt: receipt.claimedAt, output: output)
            writer.settled(member.seq)
            receipts[index].close(lease.place)
        }
        if let failure = change.failure { writer.add(failure, member, receipt) }
        return .applied
    }

    /// Removes those of these waiting jobs that have expired, all at once, since an outage of the workers leaves many.
    private func takeExpired(_ ids: Set<JobID>, _ writer: EffectWriter) throws -> [JobID: ReceiptMember] {
        guard !ids.isEmpty else { return [:] }
        var parameters = Parameters()
        parameters.add(Array(ids))
        parameters.add(writer.now)
        let rows = try run(SQL.takeExpired, parameters)
        var jobs: [JobID: ReceiptMember] = [:]
        for row in 0..<rows.count {
            let id = rows.jobID(row, .id)
            jobs[id] = ReceiptMember(
                seq: rows.integer(row, .seq), id: id, line: rows.integer(row, .line), due: rows.integer(row, .due),
                attempt: rows.integer(row, .attempt), deadline: rows.optionalInteger(row, .deadline))
        }
        return jobs
    }

    private func applyToExpired(_ change: JobChange, _ job: ReceiptMember, _ writer: EffectWriter) throws -> ApplyResult? {
        let situation = JobSituation.waiting(deadline: job.deadline.map(Timestamp.init(microseconds:)))
        guard change.answer(to: situation, at: Timestamp(microseconds: writer.now)) == .applied,
            case .finish(let state, let output) = change.effect
        else { throw inconsistent("the job \(job.id) has expired and cannot") }
        try writer.finish(job, state, startedAt: nil, output: output)
        return .applied
    }

    private func applyToWaiting(_ change: JobChange, _ writer: EffectWriter) throws -> ApplyResult? {
        guard let job = try locate(change.id) else { return .missing }
        let key = job.key
        let rows = try run(SQL.lockReady, key)
        guard rows.count > 0 else { return .superseded }
        let answer = change.answer(to: .waiting(deadline: rows.optionalTime(0, .deadline)), at: Timestamp(microseconds: writer.now))
        guard answer == .applied else { return answer }
        let member = ReceiptMember(
            seq: job.seq, id: job.id, line: job.line, due: job.due, attempt: rows.integer(0, .attempt),
            deadline: rows.optionalInteger(0, .deadline))
        switch change.effect {
        case .finish(let state, let output):
            try run(SQL.deleteReady, key)
            try writer.finish(member, state, startedAt: nil, output: output)
        case .wait(let due, let attempt, let deadline, let quarantine):
            try run(SQL.deleteReady, key)
            writer.wait(member, due: due, attempt: attempt, deadline: deadline, quarantine: quarantine)
        case .noteCancelRequest, .report, .saveStep:
            // These belong to a running job.
            return .superseded
        }
        return .applied
    }

    private func applyToFinished(_ change: JobChange, _ writer: EffectWriter) throws -> ApplyResult? {
        guard let job = try locate(change.id) else { return .missing }
        var seq = Parameters()
        seq.add(job.seq)
        let rows = try run(SQL.lockFinished, seq)
        // Its claim is still open.
        guard rows.count > 0, !rows.bool(0, .isLooseEnd) else { return .superseded }
        let state = try JobState(finishedCode: rows.integer(0, .state))
        let answer = change.answer(to: .finished(state), at: Timestamp(microseconds: writer.now))
        guard answer == .applied, case .wait(let due, let attempt, let deadline, let quarantine) = change.effect else { return .superseded }
        try run(SQL.deleteFinished, seq)
        writer.wait(job, due: due, attempt: attempt, deadline: deadline, quarantine: quarantine)
        return .applied
    }

    private func write(_ writer: EffectWriter) throws {
        let commands = try boundHistories(of: writer.failed) + writer.take()
        if !commands.isEmpty { _ = try run(commands) }
    }

    /// The place where the job would wait; its attempt and deadline are not known yet.
    private func locate(_ id: JobID) throws -> ReceiptMember? {
        var parameters = Parameters()
        parameters.add(id)
        let rows = try run(SQL.waiting, parameters)
        guard rows.count > 0 else { return nil }
        return ReceiptMember(
            seq: rows.integer(0, .seq), id: id, line: rows.integer(0, .line), due: rows.integer(0, .due), attempt: 0, deadline: nil)
    }

    private func existing(_ ids: [JobID]) throws -> Set<JobID> {
        guard !ids.isEmpty else { return [] }
        var parameters = Parameters()
        parameters.add(ids)
        let rows = try run(SQL.existing, parameters)
        return Set((0..<rows.count).map { rows.jobID($0, .id) })
    }
}

extension ReceiptMember {
    /// The key of its ready row.
    fileprivate var key: Parameters {
        var parameters = Parameters()
        parameters.add(line)
        parameters.add(due)
        parameters.add(seq)
        return parameters
    }
}

extension [JobChange] {
    /// The waiting jobs that are to expire, and that no other change of the batch names, so that the order of its changes does not matter.
    fileprivate var expiring: Set<JobID> {
        var (once, more): (Set<JobID>, Set<JobID>) = ([], [])
        for change in self where !once.insert(change.id).inserted { more.insert(change.id) }
        return Set(
            lazy.filter { change in
                guard case .waiting = change.expecting, case .finish(.expired, _) = change.effect else { return false }
                return !more.contains(change.id)
            }.map(\.id))
    }
}

extension JobChange.Expectation {
    fileprivate var lease: Lease? {
        switch self {
        case .leased(let lease, _), .lapsed(let lease, _): lease
        case .waiting, .finished: nil
        }
    }
}
