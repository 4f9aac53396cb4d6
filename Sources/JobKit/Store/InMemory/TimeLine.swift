import HeapModule

extension InMemoryJobStore {
    /// Jobs in the order of a time: of being due, of the deadline, of having ended.
    ///
    /// Entries of jobs that have moved on stay until they come to the front or are the greater part; the line only keeps count of them. Which
    /// they are, the caller knows (`isCurrent`: the job still has the turn that the entry was made in).
    struct TimeLine {
        struct Entry: Comparable {
            var time: Timestamp
            /// The order of enqueueing decides between equal times.
            var sequence: Int
            var id: JobID
            var turn: Int

            static func < (left: Entry, right: Entry) -> Bool {
                left.time == right.time ? left.sequence < right.sequence : left.time < right.time
            }
        }

        private var heap = Heap<Entry>()
        private var stale = 0

        /// Entries held, stale ones included.
        var count: Int { heap.count }

        mutating func insert(_ entry: Entry) {
            heap.insert(entry)
        }

        /// In no order.
        func current(_ isCurrent: (Entry) -> Bool) -> [Entry] { heap.unordered.filter(isCurrent) }

        /// The earliest current entry, which stays.
        mutating func first(_ isCurrent: (Entry) -> Bool) -> Entry? {
            while let entry = heap.min {
                if isCurrent(entry) { return entry }
                heap.removeMin()
                stale = max(0, stale - 1)
            }
            return nil
        }

        /// Takes out the earliest current entry; whoever takes it puts it back, or moves its job on and says so with `noteStale`.
        mutating func popFirst(_ isCurrent: (Entry) -> Bool) -> Entry? {
            first(isCurrent) == nil ? nil : heap.popMin()
        }

        /// One of the entries has become stale. Dropping them once they are the greater part costs no more, over time, than inserting them did.
        mutating func noteStale(_ isCurrent: (Entry) -> Bool) {
            stale += 1
            guard stale > 64, stale > heap.count / 2 else { return }
            heap = Heap(heap.unordered.filter(isCurrent))
            stale = 0
        }
    }
}
