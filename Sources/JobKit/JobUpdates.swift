/// The changes of one job, as they are seen.
public struct JobUpdates: AsyncSequence, Sendable {
    public typealias Element = JobUpdate

    let id: JobID
    let queue: JobQueue

    /// How often the store is asked when it sends no signal.
    static var pollInterval: Duration { .milliseconds(500) }
    /// How many times in a row the store may be out of reach: about a minute.
    static var patience: Int { 120 }

    public func makeAsyncIterator() -> Iterator {
        Iterator(id: id, queue: queue, wakeup: Wakeup(), signals: queue.store.signals())
    }

    public struct Iterator: AsyncIteratorProtocol {
        let id: JobID
        let queue: JobQueue
        let wakeup: Wakeup
        let signals: AsyncStream<Void>
        var listener: Listener?
        var last: JobUpdate?

        init(id: JobID, queue: JobQueue, wakeup: Wakeup, signals: AsyncStream<Void>) {
            self.id = id
            self.queue = queue
            self.wakeup = wakeup
            self.signals = signals
        }

        public mutating func next() async throws -> JobUpdate? {
            if last?.state.isFinished == true { return nil }
            if listener == nil { listener = Listener(signals, wakeup) }
            var failures = 0
            while !Task.isCancelled {
                do {
                    guard let record = try await queue.job(id) else { throw JobError.notFound(id) }
                    failures = 0
                    let update = JobUpdate(record)
                    if update != last {
                        last = update
                        return update
                    }
                } catch let error as JobStoreError where error.isTransient && failures < JobUpdates.patience {
                    failures += 1
                }
                await wakeup.wait(atMost: JobUpdates.pollInterval, environment: queue.services.environment)
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
