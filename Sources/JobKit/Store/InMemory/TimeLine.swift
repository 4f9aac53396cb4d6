import HeapModule

extension InMemoryJobStore {
    /// Jobs in the order of a time: the due time, the deadline, or the time of the end.
    ///
    /// Stale entries stay until they come to the front or are the greater part; the line only counts them. The caller knows which they are
    /// (`isCurrent`: the job still has the turn in which the entry was made).
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

        /// The number of entries, stale ones included.
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

        /// Removes the earliest current entry; the caller puts it back, or moves its job on and reports that with `noteStale`.
        mutating func popFirst(_ isCurrent: (Entry) -> Bool) -> Entry? {
            first(isCurrent) == nil ? nil : heap.popMin()
        }

        /// Counts an entry that has become stale. Dropping stale entries once they are the greater part costs no more, over time, than
        /// their insertion did.
        mutating func noteStale(_ isCurrent: (Entry) -> Bool) {
            stale += 1
            guard stale > 64, stale > heap.count / 2 else { return }
            heap = Heap(heap.unordered.filter(isCurrent))
            stale = 0
        }
    }
}
