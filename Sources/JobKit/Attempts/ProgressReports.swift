import Synchronization

/// The progress reports of one attempt: one report is being stored at a time, and of those made meanwhile only the newest is stored next.
///
/// A handler that reports in a loop from many tasks costs the store one report per commit, however many it makes.
final class ProgressReports: Sendable {
    private struct Waiting {
        var progress: JobProgress
        var send: @Sendable (JobProgress) async throws -> Void
        /// The callers whose reports this one replaces, and its own.
        var callers: [CheckedContinuation<Void, any Error>]
    }

    private struct State {
        var isSending = false
        var waiting: Waiting?
    }

    private let state = Mutex(State())

    /// Whether a report is being stored, and how many callers wait behind it.
    var isSending: Bool { state.withLock { $0.isSending } }
    var waitingCount: Int { state.withLock { $0.waiting?.callers.count ?? 0 } }

    /// Returns when the report, or a newer one, is stored.
    ///
    /// - Parameter send: stores a report; its error is thrown to the caller.
    func report(_ progress: JobProgress, _ send: @escaping @Sendable (JobProgress) async throws -> Void) async throws {
        let goesOutAtOnce = state.withLock { state in
            if state.isSending { return false }
            state.isSending = true
            return true
        }
        if goesOutAtOnce {
            defer { sendNext() }
            return try await send(progress)
        }
        try await withCheckedThrowingContinuation { continuation in
            let mustSend = state.withLock { state in
                // Taken out first, so that the array grows in place: a flood of reports is long.
                var callers = state.waiting.take()?.callers ?? []
                callers.append(continuation)
                state.waiting = Waiting(progress: progress, send: send, callers: callers)
                // The report under way may have ended between the two locks.
                if state.isSending { return false }
                state.isSending = true
                return true
            }
            if mustSend { sendNext() }
        }
    }

    private func sendNext() {
        let next = state.withLock { state in
            defer { state.waiting = nil }
            state.isSending = state.waiting != nil
            return state.waiting
        }
        guard let next else { return }
        // Not in the caller's task, which has its answer.
        Task.detached {
            let result = await Swift.Result(catching: { try await next.send(next.progress) })
            self.sendNext()
            for caller in next.callers { caller.resume(with: result) }
        }
    }
}
