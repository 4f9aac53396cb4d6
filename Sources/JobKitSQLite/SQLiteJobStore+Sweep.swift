import JobKit

extension SQLiteJobStore {
    /// How many jobs one transaction removes, so that no other writer waits long.
    private static let pruneBatch = 1_000

    public func overdue(_ request: OverdueRequest) async throws -> Overdue {
        try await read("look for overdue jobs in") { try $0.overdue(request) }
    }

    public func prune(_ retention: Retention, limit: Int) async throws -> Int {
        var removed = 0
        while removed < limit {
            let batch = min(limit - removed, Self.pruneBatch)
            let count = try await write("prune", .bulk, weight: batch) { try $0.prune(retention, limit: batch) }
            removed += count
            if count < batch { break }
        }
        return removed
    }
}

extension Session {
    func prune(_ retention: Retention, limit: Int) throws -> Int {
        let now = steadyNow
        let ended = try statement(SQL.finishedBefore)
        var removed = 0
        let newest = try newestJob()
        for state in JobState.allCases {
            guard removed < limit, let code = state.finishedCode, let keep = retention.duration(of: state) else { continue }
            ended.bind(.state, code)
            ended.bind(.finishedAt, now.advanced(by: .zero - keep))
            ended.bind(.limit, Int64(limit - removed))
            var jobs: [Int64] = []
            try ended.forEachRow { jobs.append($0.integer(.seq)) }
            for seq in jobs { try remove(seq, code) }
            removed += jobs.count
        }
        if let newest, try newestJob() != newest {
            let note = try statement(SQL.noteNewestPruned)
            note.bind(.value, newest)
            try note.run()
        }
        return removed
    }

    private func remove(_ seq: Int64, _ state: Int64) throws {
        let finished = try statement(SQL.finishedLane)
        finished.bind(.seq, seq)
        guard let lane = try finished.firstRow({ $0.integer(.lane) }) else { return }
        finishedCounts.add(-1, lane, state)
        let tags = try statement(SQL.tagsBySeq)
        tags.bind(.seq, seq)
        let deleteTag = try statement(SQL.deleteTag)
        for tag in try tags.firstRow({ try $0.bytes(.tags, PackedTexts.texts) }) ?? [] {
            deleteTag.bind(.tag, tag.canonical)
            deleteTag.bind(.lane, lane)
            deleteTag.bind(.seq, seq)
            try deleteTag.run()
        }
        for sql in SQL.deletesOfJob {
            let delete = try statement(sql)
            delete.bind(.seq, seq)
            try delete.run()
        }
    }
}
