extension InMemoryJobStore.State {
    mutating func renew(_ claims: [HeldClaim], for duration: Duration, now: Timestamp) -> [RenewResult] {
        claims.map { held in
            guard let receipt = receipts[held.token] else { return .lost }
            let (renewed, left) = held.renewal(of: receipt.open.keys.sorted())
            guard !renewed.isEmpty else { return .lost }
            if !left.isEmpty { leave(left, of: held.token) }
            let until = now.advanced(by: duration)
            receipts[held.token]?.until = until
            let wanted = renewed.filter { receipt.open[$0].flatMap { rows[$0]?.cancelRequestedAt } != nil }
            return .renewed(until: until, open: renewed, cancelRequested: wanted)
        }
    }

    /// Moves places that no worker works on to a claim of their own, which lapses when the original claim would have.
    private mutating func leave(_ places: [Int], of token: ClaimToken) {
        guard var receipt = receipts[token] else { return }
        let (open, own) = (receipt.open, token.left(with: places) { receipts[$0] != nil })
        receipt.open = [:]
        for place in places {
            guard let id = open[place] else { continue }
            receipt.open[place] = id
            receipts[token]?.open[place] = nil
            rows[id]?.phase = .running(Lease(token: own, place: place))
        }
        receipts[own] = receipt
    }

    mutating func overdue(_ request: OverdueRequest, now: Timestamp) -> Overdue {
        Overdue(now: now, lapsed: lapsed(request, now: now), expired: passedDeadlines(request, now: now))
    }

    private func lapsed(_ request: OverdueRequest, now: Timestamp) -> [LapsedJob] {
        var held: [String: Int] = [:]
        for receipt in receipts.values { held[receipt.worker, default: 0] += receipt.open.count }
        var found: [LapsedJob] = []
        let lapsed = receipts.values.filter { $0.until <= now }.sorted { ($0.worker, $0.until) < ($1.worker, $1.until) }
        for receipt in lapsed {
            for (_, id) in receipt.open.sorted(by: { $0.key < $1.key }) where !request.excluding.contains(id) {
                guard found.count < request.lapsed else { return found }
                let record = rows[id]?.record(receipt: receipt, now: now)
                if let job = record.flatMap({ LapsedJob($0, lostTogether: held[receipt.worker] ?? 1) }) { found.append(job) }
            }
        }
        return found
    }

    /// Reads the jobs and leaves them in line until a change expires them.
    private mutating func passedDeadlines(_ request: OverdueRequest, now: Timestamp) -> [ExpiredJob] {
        let rows = rows
        let isCurrent = { (entry: InMemoryJobStore.TimeLine.Entry) in rows[entry.id]?.turn == entry.turn }
        var seen: [InMemoryJobStore.TimeLine.Entry] = []
        var found: [ExpiredJob] = []
        while found.count < request.expired, let entry = deadlines.first(isCurrent), entry.time <= now {
            guard let entry = deadlines.popFirst(isCurrent) else { break }
            seen.append(entry)
            guard !request.excluding.contains(entry.id), let row = rows[entry.id] else { continue }
            found.append(ExpiredJob(row.record(receipt: nil, now: now)))
        }
        for entry in seen { deadlines.insert(entry) }
        return found
    }

    mutating func prune(_ retention: Retention, limit: Int, now: Timestamp) -> Int {
        var pruned = 0
        for state in JobState.allCases {
            guard let keep = retention.duration(of: state) else { continue }
            while pruned < limit, let id = firstFinished(in: state, longerAgoThan: keep, now: now) {
                remove(id)
                pruned += 1
            }
        }
        return pruned
    }

    private mutating func firstFinished(in state: JobState, longerAgoThan keep: Duration, now: Timestamp) -> JobID? {
        let rows = rows
        guard let first = finished[state]?.first({ rows[$0.id]?.turn == $0.turn }), first.time.duration(to: steady(now)) > keep else {
            return nil
        }
        return first.id
    }
}
