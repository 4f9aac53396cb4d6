import Synchronization

/// What waits to be written by a worker: outcomes of attempts, and what handlers report meanwhile.
///
/// Handlers put things in from any task without waiting for each other; one loop takes everything out at once, so that the store sees batches.
final class ChangeBuffer: Sendable {
    enum Item: Sendable {
        case settlement(Settlement)
        /// The slot of an attempt whose outcome counts for nothing.
        case dropped(Lease)
        /// Apart, so that the others are small.
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

    /// Everything that has gathered; waits while there is nothing. `nil` once the buffer is closed and empty.
    func take() async -> [Item]? {
        while true {
            let (batch, isClosed) = state.withLock { ($0.removeAll(), $0.isClosed) }
            if batch != nil || isClosed { return batch }
            await wakeup.wait()
        }
    }

    /// Everything that has gathered, if it is as many.
    func takeIfAny(atLeast count: Int) -> [Item]? {
        state.withLock { $0.items.count >= count ? $0.removeAll() : nil }
    }

    /// Nothing more will be written; `take` ends once it has handed out the rest.
    func close() {
        state.withLock { $0.isClosed = true }
        wakeup.wake()
    }
}
