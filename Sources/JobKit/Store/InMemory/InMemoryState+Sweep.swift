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

    /// A claim of their own for places that nobody works on: it lapses when the one that they are of would have.
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

    mutating func overdue(limit: Int, now: Timestamp) -> [JobRecord] {
        let lapsed = receipts.values.filter { $0.until <= now }.sorted { $0.until < $1.until }
        var ids = lapsed.flatMap { $0.open.sorted { $0.key < $1.key }.map(\.value) }
        ids.append(contentsOf: passedDeadlines(limit: limit - ids.count, now: now))
        return jobs(Array(ids.prefix(max(0, limit))), now: now)
    }

    /// Looks, and leaves them in line: they stay until somebody expires them.
    private mutating func passedDeadlines(limit: Int, now: Timestamp) -> [JobID] {
        let rows = rows
        let isCurrent = { (entry: InMemoryJobStore.TimeLine.Entry) in rows[entry.id]?.turn == entry.turn }
        var found: [InMemoryJobStore.TimeLine.Entry] = []
        while found.count < limit, let entry = deadlines.first(isCurrent), entry.time <= now {
            if let entry = deadlines.popFirst(isCurrent) { found.append(entry) }
        }
        for entry in found { deadlines.insert(entry) }
        return found.map(\.id)
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
        guard let first = finished[state]?.first({ rows[$0.id]?.turn == $0.turn }), first.time.duration(to: now) > keep else { return nil }
        return first.id
    }
}
