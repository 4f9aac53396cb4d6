import Foundation
import Logging

extension Worker {
    /// The state of this worker's announcements in the store's list.
    struct Presence {
        /// How often it has announced itself.
        var announcements = 0
        var hasWarnedOfNamesake = false
    }

    /// Announces the worker, and warns the operator when another worker has its id, or when jobs of its kinds wait in queues that it does
    /// not serve.
    func announce(_ presence: inout Presence) async throws {
        let before = try await store.overview()
        if !presence.hasWarnedOfNamesake, isOther(before) {
            presence.hasWarnedOfNamesake = true
            services.logger.warning(
                "Another worker announces itself under this id; give each an id of its own, or logs and error histories mix them up",
                metadata: [LogKeys.worker: "\(id)"])
        }
        try await store.announce(info, leaving: false)
        try await (store as? any KindDefaultsStore)?.publish(kindDefaults)
        presence.announcements += 1
        seenAt = try await ownEntry()?.seenAt
        // Not the first time: workers that start together have not announced themselves yet.
        if presence.announcements == 2 { try await warnOfQueues(besides: before.workers) }
    }

    /// Removes this worker from the list, unless another worker that uses the id has announced itself since.
    func leave() async {
        if let entry = try? await ownEntry(), let seenAt, entry.seenAt > seenAt { return }
        try? await store.announce(info, leaving: true)
    }

    private func ownEntry() async throws -> WorkerInfo? {
        try await store.overview().workers.first { $0.id == id }
    }

    private func isOther(_ overview: StoreOverview) -> Bool {
        guard let seenAt, let entry = overview.workers.first(where: { $0.id == id }) else { return false }
        return entry.seenAt > seenAt
    }

    /// Runs once in a worker's life, since the counts of a large store are expensive.
    private func warnOfQueues(besides others: [WorkerInfo]) async throws {
        let served = Set(configuration.queues)
        let waiting = try await store.counts().filter { count in
            count.state == .pending && kinds.contains(count.kind) && !served.contains(count.queue)
                && !others.contains { $0.id != id && $0.queues.contains(count.queue) && $0.kinds.contains(count.kind) }
        }
        guard !waiting.isEmpty else { return }
        services.logger.warning(
            "Due jobs of this worker's kinds wait in queues that no known worker serves; name them in WorkerConfiguration.queues",
            metadata: [
                LogKeys.worker: "\(id)", "queues": "\(Set(waiting.map(\.queue)).sorted().joined(separator: ","))",
                "jobs": "\(waiting.reduce(0) { $0 + $1.count })",
            ])
    }
}
