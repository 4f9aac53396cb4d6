import HeapModule

extension InMemoryJobStore.State {
    /// The first due job of a lane, as it competes with those of other lanes.
    private struct Contender: Comparable {
        var rank: Timestamp
        var entry: InMemoryJobStore.TimeLine.Entry
        var lane: InMemoryJobStore.Lane

        static func < (left: Contender, right: Contender) -> Bool {
            left.rank == right.rank ? left.entry < right.entry : left.rank < right.rank
        }

        static func == (left: Contender, right: Contender) -> Bool {
            left.rank == right.rank && left.entry == right.entry
        }
    }

    /// The cost depends on the lanes ever used and, for each claimed job, on the logarithm of the waiting jobs; history and later work cost
    /// nothing.
    mutating func claim(_ request: ClaimRequest, now: Timestamp) -> Claim {
        if let receipt = receipts[request.token] { return repeated(request.token, receipt) }
        let limit = max(1, request.limit)
        var claim = Claim(token: request.token, claimedAt: now, until: now.advanced(by: request.lease), jobs: [])
        claim.pausedQueues = Set(request.queues).intersection(pausedQueues)
        let lanes = lanes(of: request)
        var passed: [(InMemoryJobStore.Lane, InMemoryJobStore.TimeLine.Entry)] = []
        var contenders = Heap(lanes.compactMap { contender(in: $0, now: now, passed: &passed) })
        while claim.jobs.count < limit, let first = contenders.popMin() {
            let lease = Lease(token: request.token, place: claim.jobs.count)
            move(first.entry.id, to: .running(lease)) { $0.attempt += 1 }
            if let row = rows[first.entry.id] { claim.jobs.append(row.claimed(under: lease)) }
            if let next = contender(in: first.lane, now: now, passed: &passed) { contenders.insert(next) }
        }
        claim.sawPassedDeadlines = !passed.isEmpty
        // The front of a lane is not due: due jobs were claimed, or are past their deadline and out of the lane for now.
        if claim.jobs.count < limit { claim.nextDueAt = nextDueAt(in: lanes, after: now) }
        // Jobs past their deadline wait for the sweep at their old place.
        for (lane, entry) in passed { self.lanes[lane]?.insert(entry) }
        if !claim.jobs.isEmpty {
            receipts[request.token] = InMemoryJobStore.Receipt(
                worker: request.worker, claimedAt: now, until: claim.until,
                open: Dictionary(uniqueKeysWithValues: claim.jobs.map { ($0.lease.place, $0.id) }))
        }
        return claim
    }

    private func repeated(_ token: ClaimToken, _ receipt: InMemoryJobStore.Receipt) -> Claim {
        let jobs = receipt.open.sorted { $0.key < $1.key }.compactMap { place, id in
            rows[id]?.claimed(under: Lease(token: token, place: place))
        }
        return Claim(token: token, claimedAt: receipt.claimedAt, until: receipt.until, jobs: jobs)
    }

    private func lanes(of request: ClaimRequest) -> [InMemoryJobStore.Lane] {
        let queues = Set(request.queues).subtracting(pausedQueues)
        let kinds = Set(request.kinds)
        return lanes.keys.filter { queues.contains($0.queue) && kinds.contains($0.kind) }
    }

    /// The lane's first job that may be started now; removes jobs past their deadline before it, and adds them to `passed`.
    private mutating func contender(
        in lane: InMemoryJobStore.Lane, now: Timestamp, passed: inout [(InMemoryJobStore.Lane, InMemoryJobStore.TimeLine.Entry)]
    ) -> Contender? {
        while let entry = first(in: lane), entry.time <= now {
            guard let deadline = rows[entry.id]?.deadline, deadline <= now else {
                return Contender(rank: lane.priority.rank(dueAt: entry.time), entry: entry, lane: lane)
            }
            if let entry = lanes[lane]?.popFirst({ _ in true }) { passed.append((lane, entry)) }
        }
        return nil
    }

    private mutating func nextDueAt(in lanes: [InMemoryJobStore.Lane], after now: Timestamp) -> Timestamp? {
        var next: Timestamp?
        for lane in lanes {
            guard let time = first(in: lane)?.time, time > now else { continue }
            next = min(next ?? time, time)
        }
        return next
    }

    private mutating func first(in lane: InMemoryJobStore.Lane) -> InMemoryJobStore.TimeLine.Entry? {
        let rows = rows
        return lanes[lane]?.first { rows[$0.id]?.turn == $0.turn }
    }
}
