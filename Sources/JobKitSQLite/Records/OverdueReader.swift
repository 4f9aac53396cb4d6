import JobKit

extension Session {
    func overdue(_ request: OverdueRequest) throws -> Overdue {
        var reader = OverdueReader(session: self, request: request, overdue: Overdue(now: now))
        if request.lapsed > 0 { try reader.readLapsed() }
        if request.expired > 0 { try reader.readExpired() }
        return reader.overdue
    }
}

/// Finds overdue jobs within one snapshot. Skips damaged entries, and names them.
private struct OverdueReader {
    let session: Session
    let request: OverdueRequest
    var overdue: Overdue

    /// Reads the claims in the order of their workers, so that jobs that were lost together come together.
    mutating func readLapsed() throws {
        let claims = try session.statement(SQL.lapsedClaims)
        claims.bind(.now, overdue.now)
        var tokens: [ClaimToken] = []
        try claims.forEachRow { tokens.append($0.token(.token)) }
        guard !tokens.isEmpty else { return }
        var held: [String: Int] = [:]
        try session.statement(SQL.heldByWorker).forEachRow { held[$0.text(.worker), default: 0] += Int($0.integer(.count)) }
        for token in tokens where overdue.lapsed.count < request.lapsed {
            try passingOverDamage("the claim \(token)") { reader in
                guard let receipt = try reader.session.receipt(token) else { return }
                for place in receipt.openPlaces where reader.overdue.lapsed.count < reader.request.lapsed {
                    let member = receipt.members[place]
                    if reader.request.excluding.contains(member.id) { continue }
                    try reader.passingOverDamage("the job \(member.id)") { reader in
                        let job = try reader.lapsed(member, place, receipt, lostTogether: held[receipt.worker] ?? 1)
                        reader.overdue.lapsed.append(job)
                    }
                }
            }
        }
    }

    mutating func readExpired() throws {
        let passed = try session.statement(SQL.readyPastDeadline)
        passed.bind(.now, overdue.now)
        defer { passed.reset() }
        while overdue.expired.count < request.expired, try passed.step() {
            let (seq, due, attempt, deadline) = (
                passed.integer(.seq), passed.time(.due), Int(passed.integer(.attempt)), passed.optionalTime(.deadline)
            )
            let flags = try passed.isNull(.flags) ? JobFlags() : passed.bytes(.flags, JobFlags.init)
            try passingOverDamage("the job with the number \(seq)") { reader in
                let (id, maxAttempts) = try reader.facts(seq)
                guard !reader.request.excluding.contains(id) else { return }
                let status = JobStatus(
                    state: due <= reader.overdue.now ? .pending : .scheduled, attempt: attempt, maxAttempts: maxAttempts, dueAt: due,
                    deadline: deadline, quarantine: flags.quarantine)
                reader.overdue.expired.append(ExpiredJob(id: id, status: status))
            }
        }
    }

    private func lapsed(_ member: ReceiptMember, _ place: Int, _ receipt: Receipt, lostTogether: Int) throws -> LapsedJob {
        let request = try session.statement(SQL.cancelRequest)
        request.bind(.seq, member.seq)
        let status = JobStatus(
            state: .running, attempt: Int(member.attempt), maxAttempts: try facts(member.seq).maxAttempts,
            dueAt: Timestamp(microseconds: member.due), deadline: member.deadline.map(Timestamp.init(microseconds:)),
            cancelRequested: try request.firstRow { _ in true } ?? false, leaseUntil: receipt.until, quarantine: member.flags.quarantine,
            lostTogether: lostTogether)
        let claim = ClaimInfo(
            lease: Lease(token: receipt.token, place: place), worker: receipt.worker, claimedAt: receipt.claimedAt, until: receipt.until)
        return LapsedJob(id: member.id, status: status, claim: claim)
    }

    private func facts(_ seq: Int64) throws -> (id: JobID, maxAttempts: Int) {
        let statement = try session.statement(SQL.overdueJob)
        statement.bind(.seq, seq)
        guard let facts = try statement.firstRow({ ($0.jobID(.id), Int($0.integer(.maxAttempts))) }) else {
            throw inconsistent("there is no job with the number \(seq)")
        }
        return facts
    }

    private mutating func passingOverDamage(_ what: String, _ body: (inout OverdueReader) throws -> Void) throws {
        do {
            try body(&self)
        } catch let failure as SQLiteFailure where failure.isDamage {
            overdue.unreadable.append("\(what): \(failure.message)")
        } catch let error as JobStoreError {
            overdue.unreadable.append("\(what): \(error.cause)")
        }
    }
}
