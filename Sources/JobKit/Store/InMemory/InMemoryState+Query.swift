import Foundation

extension InMemoryJobStore.State {
    func jobs(_ ids: [JobID], now: Timestamp, detail: JobsRequest.Detail = .full) -> [JobRecord] {
        var seen: Set<JobID> = []
        return ids.compactMap { id in
            seen.insert(id).inserted ? rows[id].map { record(of: $0, now: now).showing(detail) } : nil
        }
    }

    /// A cursor is the sequence number of the last job on the page before it.
    func jobs(matching query: JobQuery, page: PageRequest, now: Timestamp) throws -> JobPage {
        var before = Int.max
        if let cursor = page.after {
            guard let sequence = Int(cursor.rawValue) else {
                throw JobStoreError(
                    .invalid, subject: "list jobs in memory", cause: "the page cursor is not one of this store's",
                    remedy: "Start again without a cursor.")
            }
            before = sequence
        }
        let limit = PageRequest(limit: page.limit).limit
        var found: [InMemoryJobStore.Row] = []
        for entry in log[..<place(of: before)].reversed() {
            guard let row = rows[entry.id], row.sequence == entry.sequence, row.matches(query, at: now) else { continue }
            if found.count == limit {
                return JobPage(
                    jobs: found.map { record(of: $0, now: now) },
                    next: found.last.map { PageCursor(rawValue: String($0.sequence)) })
            }
            found.append(row)
        }
        return JobPage(jobs: found.map { record(of: $0, now: now) }, next: nil)
    }

    /// The index of the first entry in the log that is not before `sequence`.
    private func place(of sequence: Int) -> Int {
        var range = 0..<log.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = log[middle].sequence < sequence ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }

    /// Walks the waiting and running jobs; finished jobs are counted when they end.
    func counts(now: Timestamp) -> [JobCount] {
        var counts = finishedCounts
        for id in receipts.values.flatMap(\.open.values) {
            if let row = rows[id] { counts[row.group(.running), default: 0] += 1 }
        }
        for (lane, line) in lanes {
            for entry in line.current({ rows[$0.id]?.turn == $0.turn }) {
                let state: JobState = entry.time <= now ? .pending : .scheduled
                counts[JobCount(queue: lane.queue, kind: lane.kind, state: state, count: 0), default: 0] += 1
            }
        }
        return counts.map { group, count in
            JobCount(queue: group.queue, kind: group.kind, state: group.state, count: count)
        }
    }

    func readyLanes(now: Timestamp) -> [ReadyLane] {
        rows.values.filter { $0.state(at: now) == .pending }
            .map { ReadyLane(queue: $0.draft.queue, kind: $0.draft.kind, count: 1, oldestDue: $0.dueAt) }.merged
    }

    func stepResults(_ request: StepsRequest) -> [String: Data] {
        let steps = rows[request.id]?.steps ?? [:]
        return request.detail == .names ? steps.mapValues { _ in Data() } : steps
    }

    private func record(of row: InMemoryJobStore.Row, now: Timestamp) -> JobRecord {
        guard case .running(let lease) = row.phase else { return row.record(receipt: nil, now: now) }
        return row.record(receipt: receipts[lease.token], now: now)
    }
}

extension InMemoryJobStore.Row {
    /// Does not make a record, which most of the examined jobs do not need.
    fileprivate func matches(_ query: JobQuery, at now: Timestamp) -> Bool {
        query.matches(state: state(at: now), kind: draft.kind, queue: draft.queue, tags: draft.tags)
    }
}
