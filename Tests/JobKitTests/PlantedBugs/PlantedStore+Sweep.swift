import JobKit

extension PlantedStore {
    func overdue(_ request: OverdueRequest) async throws -> Overdue {
        try await ask { base in
            let now = try base.now
            var found = try base.overdue(OverdueRequest(lapsed: .max, expired: .max, excluding: request.excluding))
            let isPaused = { (id: JobID) in base.entries[id].map { base.pausedQueues.contains($0.record.queue) } ?? false }
            switch self.bug {
            case .lapsedLate, .overdueLeaseLate: found.lapsed.removeAll { $0.claim.until == now }
            case .overdueDeadlineLate: found.expired.removeAll { $0.status.deadline == now }
            case .overdueSkipsPaused:
                found.lapsed.removeAll { isPaused($0.id) }
                found.expired.removeAll { isPaused($0.id) }
            case .deadlineIndexStays:
                found.expired += base.records(at: now)
                    .filter { $0.state == .running && $0.deadline.map { $0 <= now } ?? false && !request.excluding.contains($0.id) }
                    .map { ExpiredJob($0) }
            default: break
            }
            found.lapsed = Array(found.lapsed.prefix(max(0, request.lapsed)))
            found.expired = Array(found.expired.prefix(max(0, request.expired)))
            return found
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
