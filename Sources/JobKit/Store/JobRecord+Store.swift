// Code that every store of whole records would otherwise repeat, field by field.

extension JobRecord {
    /// The record of a job that is enqueued now: it waits, no attempt counted, its times resolved by the store's clock.
    ///
    /// - Parameters:
    ///   - draft: what was enqueued.
    ///   - createdAt: the time on the store's clock.
    public init(_ draft: JobDraft, createdAt: Timestamp) {
        self.init(
            id: draft.id, kind: draft.kind, version: draft.version, payload: draft.payload, queue: draft.queue, priority: draft.priority,
            tags: draft.tags, headers: draft.headers, timeout: draft.timeout, maxAttempts: draft.maxAttempts, createdAt: createdAt,
            state: .scheduled, dueAt: draft.due.dueTime(at: createdAt), deadline: draft.deadline?.resolved(at: createdAt), attempt: 0)
        state = state(at: createdAt)
    }

    /// The state to show at that time: a waiting job becomes pending once it is due, by the passing of time alone. Other states stay.
    public func state(at now: Timestamp) -> JobState {
        guard state.isWaiting else { return state }
        return dueAt <= now ? .pending : .scheduled
    }
}

extension ClaimedJob {
    /// The job as its worker receives it, from its record after the claim; `nil` where no claim holds it.
    @_spi(Stores) public init?(_ record: JobRecord) {
        guard let claim = record.claim else { return nil }
        self.init(
            id: record.id, lease: claim.lease, kind: record.kind, version: record.version, payload: record.payload, queue: record.queue,
            priority: record.priority, tags: record.tags, headers: record.headers, attempt: record.attempt,
            maxAttempts: record.maxAttempts, timeout: record.timeout, deadline: record.deadline, createdAt: record.createdAt,
            dueAt: record.dueAt, quarantine: record.quarantine)
    }
}

extension JobQuery {
    /// Whether the job matches, judged by the state that the record shows.
    public func matches(_ record: JobRecord) -> Bool {
        matches(state: record.state, kind: record.kind, queue: record.queue, tags: record.tags)
    }

    func matches(state: JobState, kind: String, queue: String, tags: [String]) -> Bool {
        if let states, !states.contains(state) { return false }
        if let kinds, !kinds.contains(kind) { return false }
        if let queues, !queues.contains(queue) { return false }
        return self.tags.allSatisfy(tags.contains)
    }
}
