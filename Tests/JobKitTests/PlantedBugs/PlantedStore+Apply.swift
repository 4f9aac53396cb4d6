@_spi(Stores) import JobKit

extension PlantedStore {
    func apply(_ request: ApplyRequest) async throws -> [ApplyResult] {
        let changes = request.changes
        defer { tell() }
        for change in changes { try change.check() }
        if bug == .lookThenWrite { return try await applyInTwoSteps(changes) }
        return try await ask { base in
            _ = try base.apply(ApplyRequest([]))
            return try changes.map { try self.apply($0, base: base) }
        }
    }

    private func apply(_ change: JobChange, base: isolated DictionaryJobStore) throws -> ApplyResult {
        let now = try base.now
        guard let before = base.entries[change.id] else { return try base.apply(ApplyRequest([change]))[0] }
        var altered = change
        if isRefused(change, before.record, now) { return .superseded }
        alter(&altered, before.record, now)
        base.edit(change.id) { self.arrange(&$0.record, for: change, now) }
        guard let result = try base.apply(ApplyRequest([altered])).first else { throw JobStoreError.closed("apply") }
        guard result == .applied else {
            base.entries[change.id] = before
            return result
        }
        base.edit(change.id) { self.spoil(&$0, after: change, before) }
        if case .leased(let lease, _) = change.expecting { noteSettled(change, lease, base: base) }
        return result
    }

    private func isRefused(_ change: JobChange, _ job: JobRecord, _ now: Timestamp) -> Bool {
        switch (bug, change.expecting) {
        case (.lapsedLate, .lapsed(_, let until)): until == now
        case (.lateSettleRefused, .leased): job.claim.map { $0.until <= now } ?? false
        default: false
        }
    }

    /// Replaces the change by the one that the bug mistakes it for.
    private func alter(_ change: inout JobChange, _ job: JobRecord, _ now: Timestamp) {
        switch (bug, change.expecting, job.claim) {
        case (.tokenNotCompared, .leased(let lease, let knows), let claim?):
            change.expecting = .leased(Lease(token: claim.lease.token, place: lease.place), cancelRequested: knows)
        case (.placeNotCompared, .leased(let lease, let knows), let claim?):
            change.expecting = .leased(Lease(token: lease.token, place: claim.lease.place), cancelRequested: knows)
        case (.rescueIgnoresClock, .lapsed(let lease, let until), let claim?) where claim.until == until:
            change.expecting = .leased(lease, cancelRequested: false)
        case (.rescueIgnoresRenewal, .lapsed(let lease, _), let claim?): change.expecting = .lapsed(lease, until: claim.until)
        case (.anyEndWillDo, .finished, _) where job.state.isFinished: change.expecting = .finished(job.state)
        default: break
        }
        if bug == .emptyOutputIsNone, case .finish(let state, let output?) = change.effect, output.isEmpty {
            change.effect = .finish(state, output: nil)
        }
    }

    /// Replaces the job, while the change is applied, by the one that the bug mistakes it for.
    private func arrange(_ job: inout JobRecord, for change: JobChange, _ now: Timestamp) {
        switch (bug, change.expecting, change.effect) {
        case (.expiresTooEarly, .waiting, .finish(.expired, _)) where job.deadline != nil: job.deadline = now
        case (.expiresWithoutDeadline, .waiting, .finish(.expired, _)) where job.deadline == nil: job.deadline = now
        case (.rescueLosesRequest, .lapsed, .wait): job.cancelRequestedAt = nil
        case (.requestMoves, _, .noteCancelRequest): job.cancelRequestedAt = nil
        default: break
        }
    }

    private func spoil(_ entry: inout DictionaryJobStore.Entry, after change: JobChange, _ before: DictionaryJobStore.Entry) {
        switch (bug, change.effect) {
        case (.expiresTooEarly, _), (.expiresWithoutDeadline, _):
            if case .finish = change.effect { entry.record.deadline = before.record.deadline }
        case (.requestStays, .wait): entry.record.cancelRequestedAt = before.record.cancelRequestedAt
        case (.formerEndStays, .wait):
            (entry.record.startedAt, entry.record.finishedAt) = (before.record.startedAt, before.record.finishedAt)
            entry.record.output = before.record.output
        case (.progressForgotten, .wait), (.progressForgotten, .finish): entry.record.progress = nil
        case (.historyOfTen, _): entry.record.errors = entry.record.errors.suffix(10)
        case (.historyOfHundred, _) where change.failure != nil:
            guard let latest = entry.record.errors.last else { return }
            entry.record.errors = memory.withLock { memory in
                memory.errors[change.id, default: []].append(latest)
                return memory.errors[change.id, default: []].suffix(100)
            }
        case (.coarseDue, .wait): entry.record.dueAt = Timestamp(microseconds: entry.record.dueAt.microseconds & ~15)
        default: break
        }
    }

    private func noteSettled(_ change: JobChange, _ lease: Lease, base: isolated DictionaryJobStore) {
        if case .noteCancelRequest = change.effect { memory.withLock { _ = $0.cancelPlaces[lease.token, default: []].insert(lease.place) } }
        guard bug == .lastPlaceClosesClaim, base.entries[change.id]?.record.claim == nil,
            lease.place == memory.withLock({ ($0.claims[lease.token]?.count ?? 0) - 1 })
        else { return }
        for job in base.running(under: lease.token) {
            base.edit(job.id) { $0.record.claim?.lease.token = ClaimToken(high: ~lease.token.high, low: ~lease.token.low) }
        }
    }

    private func applyInTwoSteps(_ changes: [JobChange]) async throws -> [ApplyResult] {
        let (results, entries) = try await ask { base in
            try base.dry { (try base.apply(ApplyRequest(changes)), base.entries) }
        }
        for _ in 0..<3 { await Task.yield() }
        return try await ask { base in
            for (change, result) in zip(changes, results) where result == .applied { base.entries[change.id] = entries[change.id] }
            return results
        }
    }
}
