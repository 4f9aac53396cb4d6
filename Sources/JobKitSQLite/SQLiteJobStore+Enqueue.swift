import JobKit

extension SQLiteJobStore {
    public func enqueue(_ request: EnqueueRequest) async throws -> [EnqueueResult] {
        let drafts = request.drafts
        guard !drafts.isEmpty else { return [] }
        return try await write("enqueue into", drafts.count > Writer.rowsInBulk ? .bulk : .ordinary, weight: drafts.count) {
            try $0.enqueue(drafts)
        }
    }
}

extension Session {
    func enqueue(_ drafts: [JobDraft]) throws -> [EnqueueResult] {
        let now = now
        let insertJob = try statement(SQL.insertJob)
        var seq = try numberAfterPruned()
        let insertReady = try statement(SQL.insertReady)
        var results: [EnqueueResult] = []
        results.reserveCapacity(drafts.count)
        for draft in drafts {
            let lane = try lanes.intern(queue: draft.queue, kind: draft.kind)
            let due = draft.due.dueTime(at: now)
            let deadline = draft.deadline?.resolved(at: now)
            let priority = Int64(draft.priority.rawValue)
            insertJob.bind(.id, draft.id)
            insertJob.bind(.lane, lane)
            insertJob.bind(.priority, priority)
            insertJob.bind(.version, Int64(draft.version))
            insertJob.bind(.due, due)
            insertJob.bind(.deadline, deadline)
            insertJob.bind(.createdAt, now)
            insertJob.bind(.maxAttempts, Int64(draft.maxAttempts))
            insertJob.bind(.timeout, draft.timeout?.microseconds)
            insertJob.bind(.tags, PackedTexts.pack(draft.tags))
            insertJob.bind(.headers, PackedTexts.pack(draft.headers))
            insertJob.bind(.seq, seq)
            try insertJob.run(with: draft.payload, as: .payload)
            guard connection.changes > 0 else {
                results.append(.duplicate(of: draft.id, kind: try kind(of: draft.id)))
                continue
            }
            let inserted = connection.lastInsertedRow
            seq = nil
            insertReady.bind(.lane, lane)
            insertReady.bind(.priority, priority)
            insertReady.bind(.due, due)
            insertReady.bind(.seq, inserted)
            insertReady.bind(.attempt, Int64(0))
            insertReady.bind(.deadline, deadline)
            insertReady.bind(.fixed, Int64(draft.due.isFixed ? 1 : 0))
            try insertReady.run()
            if !draft.tags.isEmpty { try insertTags(draft.tags, lane, inserted) }
            results.append(.enqueued(draft.id))
            hasNews = true
        }
        return results
    }

    /// The kind of the job whose id a draft has.
    private func kind(of id: JobID) throws -> String {
        let statement = try statement(SQL.laneByID)
        statement.bind(.id, id)
        guard let lane = try statement.firstRow({ $0.integer(.lane) }) else {
            throw inconsistent("the job \(id) that a draft met is not there")
        }
        return try lanes[lane].kind
    }

    /// SQLite assigns the number after the highest one. Where the job with the highest was pruned, its number must not be used again: pages
    /// and claims identify jobs by it.
    private func numberAfterPruned() throws -> Int64? {
        guard let pruned = try statement(SQL.newestPruned).firstRow({ $0.integer(.value) }) else { return nil }
        let newest = try newestJob() ?? 0
        return newest < pruned ? pruned + 1 : nil
    }

    func newestJob() throws -> Int64? {
        try statement(SQL.newestJob).firstRow { $0.optionalInteger(.seq) } ?? nil
    }

    private func insertTags(_ tags: [String], _ lane: Int64, _ seq: Int64) throws {
        let insert = try statement(SQL.insertTag)
        for tag in tags {
            insert.bind(.tag, tag.canonical)
            insert.bind(.lane, lane)
            insert.bind(.seq, seq)
            try insert.run()
        }
    }
}
