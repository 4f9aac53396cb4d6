import Foundation

extension InMemoryJobStore {
    /// The store's data, and its operations without locks, clocks or signals.
    ///
    /// Jobs are in `rows`. All other structures (lines, receipts, the order of enqueueing) refer to a job by id and are checked against its
    /// row, so that a row changes in one place and a stale entry is recognized when it comes up.
    struct State {
        var rows: [JobID: Row] = [:]
        /// The waiting jobs, for the claim.
        var lanes: [Lane: TimeLine] = [:]
        /// The waiting jobs that have a deadline, in its order.
        var deadlines = TimeLine()
        /// The number of jobs of a queue and kind that have ended in a state; the count inside the keys is not used.
        var finishedCounts: [JobCount: Int] = [:]
        /// The finished jobs, in the order of the steady time of their end, for the prune.
        var finished: [JobState: TimeLine] = [:]
        var receipts: [ClaimToken: Receipt] = [:]
        /// Every job, oldest first, for listing; pruned ones linger until `compactLog`.
        var log: [LogEntry] = []
        var pausedQueues: Set<String> = []
        var workers: [String: WorkerInfo] = [:]
        /// How far the wall clock has been set so far, in microseconds.
        var drift: Int64 = 0
        var isClosed = false
        private var lastSequence = 0
        private var lastTurn = 0

        init(isClosed: Bool = false) {
            self.isClosed = isClosed
        }
    }

    /// The jobs of one queue, kind and priority: within a lane, jobs are claimed in the order in which they become due.
    struct Lane: Hashable {
        var queue: String
        var kind: String
        var priority: JobPriority
    }

    struct LogEntry {
        var sequence: Int
        var id: JobID
    }
}

extension InMemoryJobStore.State {
    mutating func enqueue(_ drafts: [JobDraft], now: Timestamp) -> [EnqueueResult] {
        drafts.map { draft in
            if let row = rows[draft.id] { return .duplicate(of: draft.id, kind: row.draft.kind) }
            lastSequence += 1
            lastTurn += 1
            let row = InMemoryJobStore.Row(draft, sequence: lastSequence, turn: lastTurn, now: now)
            rows[draft.id] = row
            log.append(InMemoryJobStore.LogEntry(sequence: lastSequence, id: draft.id))
            enterLines(row)
            return .enqueued(draft.id)
        }
    }

    /// Changes a job, and adds it to the lines of its new phase; the new turn makes its entries in the old lines stale.
    mutating func move(
        _ id: JobID, to phase: InMemoryJobStore.Row.Phase, _ change: (inout InMemoryJobStore.Row) -> Void = { _ in }
    ) {
        guard let old = rows[id] else { return }
        var row = old
        change(&row)
        lastTurn += 1
        row.turn = lastTurn
        row.phase = phase
        rows[id] = row
        leaveLines(old)
        enterLines(row)
    }

    /// Removes a job and all its data.
    mutating func remove(_ id: JobID) {
        guard let old = rows.removeValue(forKey: id) else { return }
        leaveLines(old)
        compactLog()
    }

    private mutating func enterLines(_ row: InMemoryJobStore.Row) {
        switch row.phase {
        case .waiting:
            lanes[row.lane, default: .init()].insert(row.entry(at: row.dueAt))
            if let deadline = row.deadline { deadlines.insert(row.entry(at: deadline)) }
        case .running:
            break
        case .finished(let end):
            finished[end.state, default: .init()].insert(row.entry(at: end.steadyAt))
            finishedCounts[row.group(end.state), default: 0] += 1
        }
    }

    private mutating func leaveLines(_ old: InMemoryJobStore.Row) {
        let rows = rows
        let isCurrent = { (entry: InMemoryJobStore.TimeLine.Entry) in rows[entry.id]?.turn == entry.turn }
        switch old.phase {
        case .waiting:
            lanes[old.lane]?.noteStale(isCurrent)
            if old.deadline != nil { deadlines.noteStale(isCurrent) }
        case .running:
            break
        case .finished(let end):
            finished[end.state]?.noteStale(isCurrent)
            countDown(old.group(end.state))
        }
    }

    private mutating func countDown(_ group: JobCount) {
        let left = finishedCounts[group, default: 0] - 1
        finishedCounts[group] = left > 0 ? left : nil
    }

    private mutating func compactLog() {
        guard log.count > 2 * rows.count + 64 else { return }
        log.removeAll { rows[$0.id]?.sequence != $0.sequence }
    }
}
