import JobKit

extension PlantedStore {
    func enqueue(_ request: EnqueueRequest) async throws -> [EnqueueResult] {
        let drafts = request.drafts
        defer { tell() }
        guard bug == .batchInPortions else { return try await store(drafts) }
        var results: [EnqueueResult] = []
        for start in stride(from: 0, to: drafts.count, by: 2) {
            results += try await store(Array(drafts[start..<min(start + 2, drafts.count)]))
            await Task.yield()
        }
        return results
    }

    private func store(_ drafts: [JobDraft]) async throws -> [EnqueueResult] {
        try await ask { base in
            let now = try base.now
            let results = try base.enqueue(EnqueueRequest(drafts.map(self.stored)))
            for (draft, result) in zip(drafts, results) {
                if case .enqueued(let id) = result { base.edit(id) { self.finishEnqueue(&$0) } }
                if case .duplicate(let id, _) = result, self.bug == .duplicateOverwrites {
                    base.edit(id) { $0 = .init(record: JobRecord(draft, createdAt: now), number: $0.number, steps: $0.steps) }
                }
            }
            return results
        }
    }

    private func stored(_ draft: JobDraft) -> JobDraft {
        var draft = draft
        switch bug {
        case .secondTagLost: draft.tags = Array(draft.tags.prefix(1))
        case .shortVersion: draft.version = Int(Int32(truncatingIfNeeded: draft.version))
        case .shortBudget: draft.maxAttempts = Int(Int16(truncatingIfNeeded: draft.maxAttempts))
        case .mediumBudget: draft.maxAttempts = Int(Int32(truncatingIfNeeded: draft.maxAttempts))
        case .coarseTimeout: draft.timeout = draft.timeout.map { .milliseconds(Int64($0 / .milliseconds(1))) }
        default: break
        }
        return draft
    }

    private func finishEnqueue(_ entry: inout DictionaryJobStore.Entry) {
        if bug == .coarseDue { entry.record.dueAt = Timestamp(microseconds: entry.record.dueAt.microseconds & ~15) }
        guard let old = memory.withLock({ $0.pruned[entry.record.id] }) else { return }
        switch bug {
        case .pruneLeavesSteps: entry.steps = old.steps
        case .pruneLeavesErrors: entry.record.errors = old.record.errors
        default: break
        }
    }
}
