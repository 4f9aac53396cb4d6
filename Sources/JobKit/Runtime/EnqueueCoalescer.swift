import Synchronization

/// Lets concurrent enqueues share a commit: while one batch is being stored, the next one gathers.
///
/// A caller that finds no batch under way does not wait: its draft is stored at once, in its own task. No timers.
final class EnqueueCoalescer: Sendable {
    /// The most drafts in one batch; further drafts go into the batch after.
    static let batchLimit = 1_000
    /// And the most bytes of payloads.
    static let bytesLimit = 8 << 20

    private struct Waiting {
        var drafts: [JobDraft]
        var continuation: CheckedContinuation<[EnqueueResult], any Error>
    }

    private struct State {
        var isSending = false
        var waiting: [Waiting] = []
    }

    private let store: any JobStore
    private let state = Mutex(State())

    init(store: any JobStore) {
        self.store = store
    }

    /// How many calls wait for the batch under way to end.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    func enqueue(_ drafts: [JobDraft]) async throws -> [EnqueueResult] {
        let sendsAtOnce = state.withLock { state in
            if state.isSending { return false }
            state.isSending = true
            return true
        }
        if sendsAtOnce {
            // Whatever the result of this batch, the calls that gathered behind it must be sent.
            defer { sendNext() }
            return try await store.enqueue(drafts)
        }
        return try await withCheckedThrowingContinuation { continuation in
            let mustSend = state.withLock { state in
                state.waiting.append(Waiting(drafts: drafts, continuation: continuation))
                // The batch under way may have ended between the two locks.
                if state.isSending { return false }
                state.isSending = true
                return true
            }
            if mustSend { sendNext() }
        }
    }

    private func sendNext() {
        let batch = state.withLock { state -> [Waiting] in
            var (count, bytes) = (0, 0)
            let end = state.waiting.firstIndex { waiting in
                let isFirst = count == 0
                count += waiting.drafts.count
                bytes += waiting.drafts.reduce(0) { $0 + $1.payload.count }
                return !isFirst && (count > Self.batchLimit || bytes > Self.bytesLimit)
            }
            let batch = Array(state.waiting[..<(end ?? state.waiting.endIndex)])
            state.waiting.removeFirst(batch.count)
            state.isSending = !batch.isEmpty
            return batch
        }
        guard !batch.isEmpty else { return }
        // Not in the caller's task: cancelling one caller must not affect the others' jobs.
        Task.detached { await self.send(batch) }
    }

    private func send(_ batch: [Waiting]) async {
        var isWaitedFor = true
        do {
            var results = try await store.enqueue(batch.flatMap(\.drafts))[...]
            for waiting in batch {
                waiting.continuation.resume(returning: Array(results.prefix(waiting.drafts.count)))
                results = results.dropFirst(waiting.drafts.count)
            }
        } catch {
            // Only these errors can be due to one draft: invalid, or blocked by another session's lock. A failing store fails all calls,
            // now: asking it again for each in turn would make every later caller wait for all of them.
            let failure = error as? JobStoreError
            let mayBeOneDrafts = [.invalid, .internalInconsistency, nil].contains(failure?.code) || failure?.mayBeOneJobs == true
            if batch.count == 1 || !mayBeOneDrafts {
                for waiting in batch { waiting.continuation.resume(throwing: error) }
            } else {
                // One caller's bad draft must not fail its neighbours: each gets its own result. Ids make the repetition safe. Where the
                // batch waits for another session's lock, later callers must not wait too.
                if failure?.mayBeOneJobs == true {
                    isWaitedFor = false
                    sendNext()
                }
                for waiting in batch {
                    let result = await Result(catching: { try await self.store.enqueue(waiting.drafts) })
                    waiting.continuation.resume(with: result)
                }
            }
        }
        if isWaitedFor { sendNext() }
    }
}

extension Result where Failure == any Error {
    init(catching body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
