extension InMemoryJobStore.State {
    mutating func renew(_ tokens: [ClaimToken], for duration: Duration, now: Timestamp) -> [RenewResult] {
        tokens.map { token in
            guard let receipt = receipts[token] else { return .lost }
            let until = now.advanced(by: duration)
            receipts[token]?.until = until
            let places = receipt.open.filter { rows[$0.value]?.cancelRequestedAt != nil }.keys.sorted()
            return .renewed(until: until, cancelRequested: places)
        }
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
