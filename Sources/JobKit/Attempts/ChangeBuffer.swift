import Synchronization

/// The changes that a worker has yet to write: outcomes of attempts, and what running handlers report.
///
/// Handlers add items from any task without waiting for each other; one loop takes all of them at once, so that the store sees batches.
final class ChangeBuffer: Sendable {
    enum Item: Sendable {
        case settlement(Settlement)
        /// The slot of an attempt whose outcome is dropped.
        case dropped(Lease)
        /// Indirect, so that the other cases stay small.
        indirect case write(JobChange, CheckedContinuation<ApplyResult, any Error>)
    }

    private struct State {
        var items: [Item] = []
        var isClosed = false

        mutating func removeAll() -> [Item]? {
            guard !items.isEmpty else { return nil }
            defer { items = [] }
            return items
        }
    }

    private let state = Mutex(State())
    private let wakeup = Wakeup()

    init() {}

    /// False when the buffer is closed: the item will not be written.
    @discardableResult
    func add(_ item: Item) -> Bool {
        let (isTaken, isFirst) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.items.append(item)
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

    /// All items so far; waits while there are none. `nil` once the buffer is closed and empty.
    func take() async -> [Item]? {
        while true {
            let (batch, isClosed) = state.withLock { ($0.removeAll(), $0.isClosed) }
            if batch != nil || isClosed { return batch }
            await wakeup.wait()
        }
    }

    /// All items so far, if there are at least `count`.
    func takeIfAny(atLeast count: Int) -> [Item]? {
        state.withLock { $0.items.count >= count ? $0.removeAll() : nil }
    }

    /// Accepts no more items; `take` ends once it has handed out the rest.
    func close() {
        state.withLock { $0.isClosed = true }
        wakeup.wake()
    }
}
