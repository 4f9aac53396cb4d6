import Foundation
import JobKit

extension PlantedStore {
    func stepResults(_ request: StepsRequest) async throws -> [String: Data] {
        try await ask { base in
            let steps = try base.stepResults(request)
            guard self.bug == .pruneLeavesSteps, steps.isEmpty else { return steps }
            return self.memory.withLock { $0.pruned[request.id]?.steps } ?? steps
        }
    }

    func jobs(_ request: JobsRequest) async throws -> [JobRecord] { try await ask { try $0.jobs(request) } }

    func jobs(matching query: JobQuery, page: PageRequest) async throws -> JobPage {
        try await ask { base in
            if self.bug == .pruneLeavesTags, !query.tags.isEmpty {
                return try base.dry {
                    base.entries.merge(self.memory.withLock { $0.pruned }) { present, _ in present }
                    return try base.jobs(matching: query, page: page)
                }
            }
            guard self.bug == .tagsAsOr else { return try base.jobs(matching: query, page: page) }
            let originals = base.entries
            var page = try base.with {
                if $0.record.tags.contains(where: query.tags.contains) { $0.record.tags += query.tags }
            } restore: {
                $0.record.tags = $1.record.tags
            } _: {
                try base.jobs(matching: query, page: page)
            }
            for index in page.jobs.indices { page.jobs[index].tags = originals[page.jobs[index].id]?.record.tags ?? [] }
            return page
        }
    }

    func counts() async throws -> [JobCount] {
        try await ask { base in
            guard self.bug == .pruneLeavesCounts else { return try base.counts() }
            let gone = self.memory.withLock { $0.pruned }
            return try base.with { _ in
            } restore: { _, _ in
            } _: {
                let kept = base.entries
                base.entries.merge(gone) { present, _ in present }
                defer { base.entries = kept }
                return try base.counts()
            }
        }
    }

    func setPaused(_ paused: Bool, queue: String) async throws {
        try await ask { try $0.setPaused(paused, queue: queue) }
        memory.withLock { if paused { $0.pausedQueues.insert(queue) } else { $0.pausedQueues.remove(queue) } }
        tell()
    }

    func announce(_ worker: WorkerInfo, leaving: Bool) async throws {
        try await ask { base in
            try base.announce(worker, leaving: leaving)
            self.memory.withLock { $0.seen[worker.id] = base.workers[worker.id] }
        }
    }

    func overview() async throws -> StoreOverview {
        try await ask { base in
            var overview = try base.overview()
            switch self.bug {
            case .workerAnHourLonger:
                let seen = self.memory.withLock { $0.seen.values.sorted { $0.id < $1.id } }
                overview.workers = seen.filter { $0.seenAt.duration(to: overview.now) <= .seconds(90_000) }
            case .workerForgottenAtADay: overview.workers.removeAll { $0.seenAt.duration(to: overview.now) >= .seconds(86_400) }
            default: break
            }
            return overview
        }
    }
}
