import JobKit

extension PlantedStore {
    func overdue(limit: Int) async throws -> [JobRecord] {
        try await ask { base in
            let now = try base.now
            var found = try base.overdue(limit: .max).filter { job in
                switch self.bug {
                case .lapsedLate, .overdueLeaseLate: job.claim?.until != now
                case .overdueDeadlineLate: job.claim != nil || job.deadline != now
                case .overdueSkipsPaused: !base.pausedQueues.contains(job.queue)
                default: true
                }
            }
            if self.bug == .deadlineIndexStays {
                found += base.records(at: now).filter { job in
                    job.state == .running && job.deadline.map { $0 <= now } ?? false && !found.contains { $0.id == job.id }
                }
            }
            return Array(found.prefix(max(0, limit)))
        }
    }

    func prune(_ retention: Retention, limit: Int) async throws -> Int {
        try await ask { base in
            let before = base.entries
            let exact: (Duration?) -> Duration? = { $0.map { $0 - .microseconds(self.bug == .pruneTakesExact ? 1 : 0) } }
            let count = try base.prune(
                Retention(
                    completed: exact(retention.completed), failed: exact(retention.failed), cancelled: exact(retention.cancelled),
                    expired: exact(retention.expired)), limit: limit)
            for (id, entry) in before where base.entries[id] == nil { self.memory.withLock { $0.pruned[id] = entry } }
            return count
        }
    }
}
