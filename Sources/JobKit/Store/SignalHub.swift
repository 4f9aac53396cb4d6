import Synchronization

/// Signals every subscriber that a job may have changed; for stores, which send, and for `JobStore.signals()`.
///
/// A subscriber that is behind finds one signal waiting, not many.
public final class SignalHub: Sendable {
    private struct State {
        var subscribers: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextKey = 0
        var isFinished = false
    }

    private let state = Mutex(State())
    private let onFirst: (@Sendable () -> Void)?

    /// - Parameter onFirstSubscriber: called for each subscription that is the only one, such as to start watching a file.
    public init(onFirstSubscriber: (@Sendable () -> Void)? = nil) {
        self.onFirst = onFirstSubscriber
    }

    /// Whether there are subscribers.
    public var hasSubscribers: Bool { state.withLock { !$0.subscribers.isEmpty } }

    /// Wakes every subscriber; waits for none.
    public func send() {
        let subscribers = state.withLock { Array($0.subscribers.values) }
        for subscriber in subscribers { subscriber.yield() }
    }

    /// A new subscription, until `finish()` or until the stream is released.
    public func subscribe() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let (key, isFirst) = state.withLock { state -> (Int?, Bool) in
            guard !state.isFinished else { return (nil, false) }
            state.nextKey += 1
            state.subscribers[state.nextKey] = continuation
            return (state.nextKey, state.subscribers.count == 1)
        }
        guard let key else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { $0.subscribers[key] = nil }
        }
        if isFirst { onFirst?() }
        return stream
    }

    /// Ends every subscription, and every later one at once.
    public func finish() {
        let subscribers = state.withLock { state in
            state.isFinished = true
            defer { state.subscribers = [:] }
            return Array(state.subscribers.values)
        }
        for subscriber in subscribers { subscriber.finish() }
    }
}
