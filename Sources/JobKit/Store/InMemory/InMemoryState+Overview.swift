extension InMemoryJobStore.State {
    mutating func setPaused(_ paused: Bool, queue: String) {
        if paused { pausedQueues.insert(queue) } else { pausedQueues.remove(queue) }
    }

    /// Also removes workers that ended without leaving, so that hosts with ever new ids do not pile up.
    mutating func announce(_ worker: WorkerInfo, leaving: Bool, now: Timestamp) {
        workers = workers.filter { !isForgotten($0.value, now: now) }
        workers[worker.id] = nil
        guard !leaving else { return }
        var seen = worker
        seen.seenAt = now
        workers[worker.id] = seen
    }

    func overview(now: Timestamp) -> StoreOverview {
        let known = workers.values.filter { !isForgotten($0, now: now) }
        return StoreOverview(now: now, pausedQueues: pausedQueues, workers: known.sorted { $0.id < $1.id })
    }

    private func isForgotten(_ worker: WorkerInfo, now: Timestamp) -> Bool {
        worker.seenAt.duration(to: now) > .seconds(86_400)
    }
}
