import JobKit

extension SQLiteJobStore {
    public func enqueue(_ drafts: [JobDraft]) async throws -> [EnqueueResult] {
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
            let due = draft.due.resolved(at: now)
            let deadline = draft.deadline?.resolved(at: now)
            let priority = Int64(draft.priority.rawValue)
            insertJob.bind(1, draft.id)
            insertJob.bind(2, lane)
            insertJob.bind(3, priority)
            insertJob.bind(4, Int64(draft.version))
            insertJob.bind(5, due)
            insertJob.bind(6, deadline)
            insertJob.bind(7, now)
            insertJob.bind(8, Int64(draft.maxAttempts))
            insertJob.bind(9, draft.timeout?.microseconds)
            insertJob.bind(10, PackedTexts.pack(draft.tags))
            insertJob.bind(11, PackedTexts.pack(draft.headers))
            insertJob.bind(13, seq)
            try insertJob.run(with: draft.payload, at: 12)
            guard connection.changes > 0 else {
                results.append(.duplicate(of: draft.id))
                continue
            }
            let inserted = connection.lastInsertedRow
            seq = nil
            insertReady.bind(1, lane)
            insertReady.bind(2, priority)
            insertReady.bind(3, due)
            insertReady.bind(4, inserted)
            insertReady.bind(5, Int64(0))
            insertReady.bind(6, deadline)
            insertReady.bind(7, Int64(draft.due.isFixed ? 1 : 0))
            try insertReady.run()
            if !draft.tags.isEmpty { try insertTags(draft.tags, lane, inserted) }
            results.append(.enqueued(draft.id))
            hasNews = true
        }
        return results
    }

    /// SQLite gives the number after the highest there is. Where the job with the highest was pruned, its number must not come again: pages
    /// and claims know jobs by it.
    private func numberAfterPruned() throws -> Int64? {
        guard let pruned = try statement(SQL.newestPruned).firstRow({ $0.integer(0) }) else { return nil }
        let newest = try newestJob() ?? 0
        return newest < pruned ? pruned + 1 : nil
    }

    func newestJob() throws -> Int64? {
        try statement(SQL.newestJob).firstRow { $0.optionalInteger(0) } ?? nil
    }

    private func insertTags(_ tags: [String], _ lane: Int64, _ seq: Int64) throws {
        let insert = try statement(SQL.insertTag)
        for tag in tags {
            insert.bind(1, tag.canonical)
            insert.bind(2, lane)
            insert.bind(3, seq)
            try insert.run()
        }
    }
}
