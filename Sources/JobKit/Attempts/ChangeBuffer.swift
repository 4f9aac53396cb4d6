import Synchronization

/// What waits to be written by a worker: outcomes of attempts, and what handlers report meanwhile.
///
/// Handlers put things in from any task without waiting for each other; one loop takes everything out at once, so that the store sees batches.
final class ChangeBuffer: Sendable {
    enum Item: Sendable {
        case settlement(Settlement)
        /// The slot of an attempt whose outcome counts for nothing.
        case dropped(Lease)
        case write(JobChange, CheckedContinuation<ApplyResult, any Error>)
    }

    private struct State {
        var items: [Item] = []
        /// What the handlers of these items took together, and how many of them ran.
        var seconds = 0.0
        var ended = 0
        var isClosed = false

        mutating func removeAll() -> Batch? {
            guard !items.isEmpty else { return nil }
            defer { (items, seconds, ended) = ([], 0, 0) }
            return Batch(items: items, meanSeconds: ended > 0 ? seconds / Double(ended) : nil)
        }
    }

    private let state = Mutex(State())
    private let wakeup = Wakeup()

    init() {}

    /// What has gathered since the last time.
    struct Batch: Sendable {
        let items: [Item]
        /// How long the handlers took in the mean; `nil` when none has ended.
        let meanSeconds: Double?
    }

    /// False when the buffer is closed: the item will not be written.
    ///
    /// - Parameter seconds: how long the handler took whose attempt ends with the item.
    @discardableResult
    func add(_ item: Item, seconds: Double? = nil) -> Bool {
        let (isTaken, isFirst) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.items.append(item)
            if let seconds {
                state.seconds += seconds
                state.ended += 1
            }
            return (true, state.items.count == 1)
        }
        if isFirst { wakeup.wake() }
        return isTaken
    }

    /// Waits until `change` has been applied or refused.
    func write(_ change: JobChange) async throws -> ApplyResult {
        try await withCheckedThrowingContinuation { continuation in
            if !add(.write(change, continuation)) { continuation.resume(throwing: JobError.leaseLost(change.id)) }
        }
    }

    /// Everything that has gathered; waits while there is nothing. `nil` once the buffer is closed and empty.
    func take() async -> Batch? {
        while true {
            let (batch, isClosed) = state.withLock { ($0.removeAll(), $0.isClosed) }
            if batch != nil || isClosed { return batch }
            await wakeup.wait()
        }
    }

    /// Everything that has gathered, if it is as many.
    func takeIfAny(atLeast count: Int) -> Batch? {
        state.withLock { $0.items.count >= count ? $0.removeAll() : nil }
    }

    /// Nothing more will be written; `take` ends once it has handed out the rest.
    func close() {
        state.withLock { $0.isClosed = true }
        wakeup.wake()
    }
}
