import Foundation

extension InMemoryJobStore {
    /// One job.
    struct Row {
        enum Phase {
            case waiting
            case running(Lease)
            case finished(End)
        }

        struct End {
            var state: JobState
            var at: Timestamp
            /// The same moment by a clock that is never set.
            var steadyAt: Timestamp
            /// `nil` for a job that ended without a start.
            var startedAt: Timestamp?
            var output: Data?
        }

        let draft: JobDraft
        let createdAt: Timestamp
        /// The place in the order of enqueueing; it never changes.
        let sequence: Int
        /// New with every phase, so that entries from an earlier phase are recognized as stale.
        var turn: Int
        var phase = Phase.waiting
        var dueAt: Timestamp
        /// Whether the time was given as a fixed time, and not as a delay.
        var isDueAtFixedTime: Bool
        var deadline: Timestamp?
        var attempt = 0
        var quarantine: Int?
        var cancelRequestedAt: Timestamp?
        var progress: JobProgress?
        var steps: [String: Data] = [:]
        var errors: [AttemptError] = []

        init(_ draft: JobDraft, sequence: Int, turn: Int, now: Timestamp) {
            self.draft = draft
            self.createdAt = now
            self.sequence = sequence
            self.turn = turn
            self.dueAt = draft.due.dueTime(at: now)
            self.isDueAtFixedTime = draft.due.isFixed
            self.deadline = draft.deadline?.resolved(at: now)
        }

        var lane: Lane { Lane(queue: draft.queue, kind: draft.kind, priority: draft.priority) }

        /// The key under which the job is counted.
        func group(_ state: JobState) -> JobCount { JobCount(queue: draft.queue, kind: draft.kind, state: state, count: 0) }

        func entry(at time: Timestamp) -> TimeLine.Entry {
            TimeLine.Entry(time: time, sequence: sequence, id: draft.id, turn: turn)
        }

        func state(at now: Timestamp) -> JobState {
            switch phase {
            case .waiting: dueAt <= now ? .pending : .scheduled
            case .running: .running
            case .finished(let end): end.state
            }
        }
    }

    /// The jobs of one claim.
    struct Receipt {
        var worker: String
        var claimedAt: Timestamp
        var until: Timestamp
        /// The jobs that are not settled yet, by their places.
        var open: [Int: JobID]
    }
}

extension InMemoryJobStore.Row {
    /// - Parameter receipt: of the claim that holds the job, while it runs.
    func record(receipt: InMemoryJobStore.Receipt?, now: Timestamp) -> JobRecord {
        var record = JobRecord(
            id: draft.id, kind: draft.kind, version: draft.version, payload: draft.payload, queue: draft.queue, priority: draft.priority,
            tags: draft.tags, headers: draft.headers, timeout: draft.timeout, maxAttempts: draft.maxAttempts, createdAt: createdAt,
            state: state(at: now), dueAt: dueAt, deadline: deadline, attempt: attempt, quarantine: quarantine,
            cancelRequestedAt: cancelRequestedAt,
            progress: progress, errors: errors)
        switch phase {
        case .waiting: break
        case .running(let lease):
            record.claim = receipt.map {
                ClaimInfo(lease: lease, worker: $0.worker, claimedAt: $0.claimedAt, until: $0.until)
            }
        case .finished(let end):
            record.startedAt = end.startedAt
            record.finishedAt = end.at
            record.output = end.output
        }
        return record
    }

    func claimed(under lease: Lease) -> ClaimedJob {
        ClaimedJob(
            id: draft.id, lease: lease, kind: draft.kind, version: draft.version, payload: draft.payload, queue: draft.queue,
            priority: draft.priority, tags: draft.tags, headers: draft.headers, attempt: attempt, maxAttempts: draft.maxAttempts,
            timeout: draft.timeout, deadline: deadline, createdAt: createdAt, dueAt: dueAt, quarantine: quarantine)
    }
}
