/// The changes of one job, as they are seen.
public struct JobUpdates: AsyncSequence, Sendable {
    public typealias Element = JobUpdate

    let id: JobID
    let queue: JobQueue

    /// How often the store is asked when it sends no signal.
    static var pollInterval: Duration { .milliseconds(500) }
    /// How long the store may be out of reach.
    static var patience: Duration { .seconds(60) }

    /// Each looks for itself, from the job as it is then.
    public func makeAsyncIterator() -> Iterator {
        Iterator(id: id, queue: queue, wakeup: Wakeup(), signals: queue.store.signals())
    }

    /// Looks when the store signals and at least every 500 ms, and ends early when its task is cancelled.
    public struct Iterator: AsyncIteratorProtocol {
        let id: JobID
        let queue: JobQueue
        let wakeup: Wakeup
        let signals: AsyncStream<Void>
        var listener: Listener?
        var last: JobUpdate?
        /// What the last update was made of.
        var record: JobRecord?

        init(id: JobID, queue: JobQueue, wakeup: Wakeup, signals: AsyncStream<Void>) {
            self.id = id
            self.queue = queue
            self.wakeup = wakeup
            self.signals = signals
        }

        /// The next change; `nil` after the last, and when the task is cancelled.
        ///
        /// - Throws: as `JobHandle.updates` says.
        public mutating func next() async throws -> JobUpdate? {
            if last?.state.isFinished == true { return nil }
            if listener == nil { listener = Listener(signals, wakeup) }
            let environment = queue.services.environment
            var unreachableSince: Duration?
            while !Task.isCancelled {
                do {
                    guard let record = try await queue.job(id) else { throw JobError.notFound(id) }
                    unreachableSince = nil
                    let update = JobUpdate(record)
                    if update != last {
                        (last, self.record) = (update, record)
                        return update
                    }
                } catch let error as JobStoreError where error.isTransient {
                    let since = unreachableSince ?? environment.uptime()
                    guard environment.uptime() - since < JobUpdates.patience else { throw error }
                    unreachableSince = since
                }
                try await givingUpSlot(for: id) { [wakeup] in
                    await wakeup.wait(atMost: JobUpdates.pollInterval, environment: environment)
                }
            }
            return nil
        }
    }

    /// Passes signals on to the wakeup for as long as the iterator lives.
    final class Listener: Sendable {
        private let task: Task<Void, Never>

        init(_ signals: AsyncStream<Void>, _ wakeup: Wakeup) {
            task = Task { for await _ in signals { wakeup.wake() } }
        }

        deinit { task.cancel() }
    }
}
