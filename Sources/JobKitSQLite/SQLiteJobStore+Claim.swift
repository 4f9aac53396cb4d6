import JobKit

extension SQLiteJobStore {
    public func claim(_ request: ClaimRequest) async throws -> Claim {
        // "At most": a claim of more rows than a transaction should hold gets that many.
        let limit = min(max(1, request.limit), Writer.rowsInGroup)
        return try await write("claim from", weight: limit) { try $0.claim(request, limit: limit) }
    }
}

extension Session {
    func claim(_ request: ClaimRequest, limit: Int) throws -> Claim {
        let now = now
        if let receipt = try receipt(request.token) { return try claim(of: receipt) }
        let (lanes, paused) = try claimableLanes(request)
        var streams = DueStreams(self, lanes: lanes, now: now, limit: limit)
        let members = try streams.take()
        let until = now.advanced(by: request.lease)
        var claim = Claim(
            token: request.token, claimedAt: now, until: until, jobs: [], sawPassedDeadlines: streams.sawPassedDeadlines,
            pausedQueues: paused)
        // The claim got as many as a transaction should hold, and not as many as requested: there may be more.
        claim.nextDueAt = members.count < limit ? streams.nextDue : limit < request.limit ? now : nil
        guard !members.isEmpty else { return claim }

        // Looked up once a claim: finding a statement hashes its text.
        let delete = try statement(SQL.deleteReady)
        let facts = try statement(SQL.claimedJob)
        claim.jobs.reserveCapacity(members.count)
        var held: [ReceiptMember] = []
        held.reserveCapacity(members.count)
        for (place, member) in members.enumerated() {
            delete.bind(.lane, member.lane)
            delete.bind(.priority, member.priority)
            delete.bind(.due, member.due)
            delete.bind(.seq, member.seq)
            try delete.run()
            let job = try claimedJob(member, lease: Lease(token: request.token, place: place), facts)
            claim.jobs.append(job)
            held.append(member.with(id: job.id))
        }
        try insertReceipt(
            Receipt(
                token: request.token, worker: request.worker, claimedAt: now, until: until, remaining: held.count,
                open: Receipt.allOpen(held.count), members: held))
        return claim
    }

    /// The open part of a claim that was made before: its answer was lost.
    private func claim(of receipt: Receipt) throws -> Claim {
        let facts = try statement(SQL.claimedJob)
        let jobs = try receipt.openPlaces.map { place in
            try claimedJob(receipt.members[place], lease: Lease(token: receipt.token, place: place), facts)
        }
        return Claim(token: receipt.token, claimedAt: receipt.claimedAt, until: receipt.until, jobs: jobs)
    }

    /// The lanes that hand out jobs now, and the request's queues that do not.
    private func claimableLanes(_ request: ClaimRequest) throws -> (lanes: [Int64], paused: Set<String>) {
        try lanes.refresh()
        var queues = Set(request.queues)
        var paused: Set<String> = []
        try statement(SQL.pausedQueues).forEachRow { row in
            if let name = queues.remove(row.text(.queue)) { paused.insert(name) }
        }
        return (lanes.matching(queues: queues, kinds: Set(request.kinds)), paused)
    }

    private func claimedJob(_ member: ReceiptMember, lease: Lease, _ statement: Statement) throws -> ClaimedJob {
        let lane = try lanes[member.lane]
        statement.bind(.seq, member.seq)
        let job = try statement.firstRow { row in
            ClaimedJob(
                id: row.jobID(.id), lease: lease, kind: lane.kind, version: Int(row.integer(.version)), payload: row.data(.payload),
                queue: lane.queue,
                priority: try JobPriority(code: member.priority), tags: try row.bytes(.tags, PackedTexts.texts),
                headers: try row.bytes(.headers, PackedTexts.headers), attempt: Int(member.attempt),
                maxAttempts: Int(row.integer(.maxAttempts)),
                timeout: row.optionalInteger(.timeout).map { .microseconds($0) },
                deadline: member.deadline.map(Timestamp.init(microseconds:)), createdAt: row.time(.createdAt),
                dueAt: Timestamp(microseconds: member.due), quarantine: member.flags.quarantine)
        }
        guard let job else { throw inconsistent("a ready row names the unknown job \(member.seq)") }
        return job
    }
}

extension ReceiptMember {
    fileprivate func with(id: JobID) -> ReceiptMember {
        ReceiptMember(seq: seq, id: id, lane: lane, priority: priority, due: due, attempt: attempt, deadline: deadline, flags: flags)
    }
}
