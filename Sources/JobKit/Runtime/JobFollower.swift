import Synchronization

/// One follower of a job: holds the latest record until it is taken. A newer record replaces one that was not taken.
final class JobFollower: Sendable {
    private struct State {
        /// The latest record that was not taken yet.
        var news: Result<JobRecord, any Error>?
        /// The last update, for detecting changes.
        var last: JobUpdate?
        var hasFailed = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    let wantsRecord: Bool
    /// The uptime at which it began to follow.
    let since: Duration
    private let state = Mutex(State())

    init(wantsRecord: Bool, since: Duration) {
        self.wantsRecord = wantsRecord
        self.since = since
    }

    func see(_ record: JobRecord) {
        let update = JobUpdate(record)
        tell { state in
            guard state.last != update else { return false }
            state.last = update
            state.news = .success(record)
            return true
        }
    }

    /// Delivers the error as the last result.
    func fail(_ error: any Error) {
        tell { state in
            state.news = .failure(error)
            return true
        }
    }

    private func tell(_ change: (inout State) -> Bool) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.hasFailed, change(&state) else { return nil }
            if case .failure? = state.news { state.hasFailed = true }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// The next new record; waits for it. `nil` when the task is cancelled. Only one task may wait at a time.
    func next() async throws -> JobRecord? {
        while !Task.isCancelled {
            if let news = state.withLock({ $0.news.take() }) { return try news.get() }
            await wait()
        }
        return nil
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let resumesAtOnce = state.withLock { state in
                    if state.news != nil || Task.isCancelled { return true }
                    precondition(state.waiter == nil, "two tasks wait for one follower")
                    state.waiter = continuation
                    return false
                }
                if resumesAtOnce { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }
}
