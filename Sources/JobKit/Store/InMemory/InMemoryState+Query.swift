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
            guard let row = rows[entry.id], row.sequence == entry.sequence, query.matches(row, at: now) else { continue }
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

    func counts(now: Timestamp) -> [JobCount] {
        var counts: [JobCount: Int] = [:]
        for row in rows.values {
            counts[JobCount(queue: row.draft.queue, kind: row.draft.kind, state: row.state(at: now), count: 0), default: 0] += 1
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

extension JobQuery {
    fileprivate func matches(_ row: InMemoryJobStore.Row, at now: Timestamp) -> Bool {
        if let states, !states.isEmpty, !states.contains(row.state(at: now)) { return false }
        if let kinds, !kinds.isEmpty, !kinds.contains(row.draft.kind) { return false }
        if let queues, !queues.isEmpty, !queues.contains(row.draft.queue) { return false }
        return tags.allSatisfy(row.draft.tags.contains)
    }
}
