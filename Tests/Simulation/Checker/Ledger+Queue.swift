import Foundation
import JobKit

/// Enqueueing, pausing and pruning at the store's interface.
extension Ledger {
    mutating func enqueued(_ drafts: [JobDraft], _ results: [EnqueueResult], now: Timestamp) {
        require(results.count == drafts.count, "an enqueue of \(drafts.count) drafts was answered \(results.count) times")
        for (draft, result) in zip(drafts, results) {
            switch result {
            case .enqueued(let id):
                require(id == draft.id && jobs[id] == nil, "\(name(id)) was enqueued twice, or under another id than its own")
                jobs[draft.id] = KnownJob(draft, sequence: enqueuedCount, now: now)
                enqueuedCount += 1
                order.append(draft.id)
                // A caller that repeats an enqueue after the first job was removed gets another job.
                pruned.remove(draft.id)
                trace.tell(now, 1, draft.id.low) { "enqueued \(name(id)) \(draft.kind) \(draft.queue) \(draft.priority) due \(draft.due)" }
            case .duplicate(of: let id, let kind):
                require(
                    id == draft.id && (jobs[id] != nil || pruned.contains(id)), "a draft was called a duplicate of a job that is not there")
                require(jobs[id].map { $0.draft.kind == kind } ?? true, "a draft was called a duplicate of a job of another kind")
                trace.tell(now, 2, draft.id.low) { "enqueued \(name(id)) again" }
            }
        }
    }

    mutating func acknowledged(_ ids: [JobID], now: Timestamp) {
        for id in ids {
            require(jobs[id] != nil || pruned.contains(id), "\(name(id)) was acknowledged and is not in the store")
            acknowledged.insert(id)
            trace.tell(now, 3, id.low) { "acknowledged \(name(id))" }
        }
    }

    mutating func paused(_ isPaused: Bool, queue: String, now: Timestamp) {
        if isPaused { pausedQueues.insert(queue) } else { pausedQueues.remove(queue) }
        trace.tell(now, 4, isPaused ? 1 : 0) { "\(isPaused ? "paused" : "resumed") \(queue)" }
    }

    /// - Parameter left: the jobs that had ended before and are still there.
    mutating func pruned(_ count: Int, left: Set<JobID>, retention: Retention, now: Timestamp) {
        var gone = 0
        for id in order where !left.contains(id) {
            guard let job = jobs[id], case .finished(let state, let at) = job.phase else { continue }
            let keep = retention.duration(of: state)
            require(keep.map { at.duration(to: now) > $0 } ?? false, "\(name(id)) was removed before its retention was over")
            jobs[id] = nil
            pruned.insert(id)
            gone += 1
        }
        order.removeAll { pruned.contains($0) }
        require(gone == count, "\(count) jobs were said to be removed, and \(gone) are gone")
        trace.tell(now, 5, UInt64(gone)) { "removed \(gone)" }
    }

    var finishedIDs: [JobID] { order.filter { jobs[$0]?.isFinished == true } }
}

/// The requests of callers.
extension Ledger {
    mutating func askedToCancel(_ id: JobID, now: Timestamp) {
        cancelsAsked.insert(id)
        trace.tell(now, 6, id.low) { "somebody wants \(name(id)) cancelled" }
    }

    mutating func askedToRetry(_ id: JobID, now: Timestamp) {
        retriesAsked.insert(id)
        trace.tell(now, 7, id.low) { "somebody wants \(name(id)) tried again" }
    }
}
