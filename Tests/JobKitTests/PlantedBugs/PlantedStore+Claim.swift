import JobKit

extension PlantedStore {
    func claim(_ request: ClaimRequest) async throws -> Claim {
        let known = memory.withLock { $0.claims[request.token] }
        let claim =
            bug == .claimInTwoSteps ? try await claimInTwoSteps(request) : try await ask { try self.claim(request, known, base: $0) }
        if known == nil, !claim.jobs.isEmpty { memory.withLock { $0.claims[request.token] = claim.jobs } }
        return claim
    }

    private func claim(_ request: ClaimRequest, _ known: [ClaimedJob]?, base: isolated DictionaryJobStore) throws -> Claim {
        let now = try base.now
        let isRepeated = !base.running(under: request.token).isEmpty
        var claim = try take(request, base: base)
        switch bug {
        case .repeatedClaimTakesMore where isRepeated:
            var more = request
            more.token = ClaimToken(high: request.token.high, low: ~request.token.low)
            claim.jobs += try base.claim(more).jobs
        case .repeatedClaimSaysNow where isRepeated: (claim.claimedAt, claim.until) = (now, now.advanced(by: request.lease))
        case .receiptStays where known != nil && !isRepeated:
            return base.dry { Claim(token: request.token, claimedAt: now, until: now, jobs: []) }
        case .nextDueAlthoughFull:
            claim.nextDueAt = base.entries.values.filter { base.isWanted($0.record, by: request) && $0.record.dueAt > now }.map(
                \.record.dueAt
            ).min()
        case .passedDeadlinesNotTold: claim.sawPassedDeadlines = false
        default: break
        }
        return claim
    }

    private func take(_ request: ClaimRequest, base: isolated DictionaryJobStore) throws -> Claim {
        let now = try base.now
        switch bug {
        case .receiptStays where memory.withLock({ $0.claims[request.token] }) != nil && base.running(under: request.token).isEmpty:
            return Claim(token: request.token, claimedAt: now, until: now, jobs: [])
        case .deadlineInItsMoment:
            return try base.with {
                if $0.record.deadline == now { $0.record.deadline = now.advanced(by: .microseconds(1)) }
            } restore: {
                $0.record.deadline = $1.record.deadline
            } _: {
                try base.claim(request)
            }
        case .timesAsDoubles:
            return try base.with {
                $0.record.dueAt = Timestamp(microseconds: Int64(exactly: Double($0.record.dueAt.microseconds)) ?? .max)
            } restore: {
                $0.record.dueAt = $1.record.dueAt
            } _: {
                try base.claim(request)
            }
        case .orderForgetsDue:
            // Of one level, and due so that the rank is unchanged: the place is rank, rank, number.
            return try base.with {
                guard $0.record.state.isWaiting, $0.record.dueAt <= now else { return }
                let rank = $0.record.priority.rank(dueAt: $0.record.dueAt)
                $0.record.priority = .low
                $0.record.dueAt = rank.advanced(by: JobPriority.headStart * -3)
            } restore: {
                ($0.record.priority, $0.record.dueAt) = ($1.record.priority, $1.record.dueAt)
            } _: {
                try base.claim(request)
            }
        case .secondQueuePauseIgnored:
            return try claim(request, pausing: base.pausedQueues.subtracting(request.queues.dropFirst()), base: base)
        case .pauseCached: return try claim(request, pausing: memory.withLock { $0.pausedQueues }, base: base)
        case .caseFolded:
            var folded = request
            folded.kinds += base.entries.values.map(\.record.kind).filter { kind in
                request.kinds.contains { $0.lowercased() == kind.lowercased() }
            }
            folded.queues += base.entries.values.map(\.record.queue).filter { name in
                request.queues.contains { $0.lowercased() == name.lowercased() }
            }
            return try base.claim(folded)
        default: return try base.claim(request)
        }
    }

    private func claim(_ request: ClaimRequest, pausing queues: Set<String>, base: isolated DictionaryJobStore) throws -> Claim {
        let paused = base.pausedQueues
        base.pausedQueues = queues
        defer { base.pausedQueues = paused }
        return try base.claim(request)
    }

    /// A job that is free at the first step may have been claimed at the second.
    private func claimInTwoSteps(_ request: ClaimRequest) async throws -> Claim {
        let (seen, entries) = try await ask { base in
            try base.dry { (try base.claim(request), base.entries) }
        }
        for _ in 0..<3 { await Task.yield() }
        return try await ask { base in
            for job in seen.jobs { base.entries[job.id] = entries[job.id] }
            return seen
        }
    }
}
