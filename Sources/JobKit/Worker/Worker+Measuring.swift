extension Worker {
    /// Measures the queues of the store. One worker does it for all: the living one whose id comes first. The sweep loop calls this once a
    /// pass; an error here does not affect the worker, and leaves the gauges unchanged.
    func measureQueues() async {
        guard metrics.queues.isWatched, let store = store as? any ReadyLaneStore, let overview = try? await store.overview() else { return }
        let living = overview.workers.filter { $0.seenAt.duration(to: overview.now) <= max(.seconds(60), configuration.sweepInterval * 3) }
        guard living.allSatisfy({ $0.id >= id }), let ready = try? await store.readyLanes() else { return }
        metrics.queues.record(ready.lanes, now: ready.now)
    }
}
