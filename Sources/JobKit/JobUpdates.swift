/// The changes of one job, as the queue sees them.
public struct JobUpdates: AsyncSequence, Sendable {
    public typealias Element = JobUpdate

    let id: JobID
    let queue: JobQueue

    /// Each iterator begins with the job's current state.
    public func makeAsyncIterator() -> Iterator {
        Iterator(subscription: queue.watcher.follow(id, wantsRecord: false))
    }

    /// Yields the changes that the queue sees of the job. The queue reads all followed jobs at once, when the store signals and at least
    /// every 500 ms. Ends early when its task is cancelled.
    public struct Iterator: AsyncIteratorProtocol {
        let subscription: JobWatcher.Subscription
        var hasEnded = false

        init(subscription: JobWatcher.Subscription) {
            self.subscription = subscription
        }

        /// The next change; `nil` after the last, and when the task is cancelled.
        ///
        /// - Throws: as `JobHandle.updates` says.
        public mutating func next() async throws -> JobUpdate? {
            guard !hasEnded, let record = try await givingUpSlot(for: subscription.id, { try await subscription.next() }) else {
                return nil
            }
            hasEnded = record.state.isFinished
            return JobUpdate(record)
        }
    }
}
