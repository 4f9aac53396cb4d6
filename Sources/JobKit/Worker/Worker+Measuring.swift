extension Worker {
    /// Measures the queues of the store. One worker does it for all: of those that live, the one whose id comes first. The sweep loop calls this once a
    /// pass; what goes wrong here is no trouble of the worker's, and shows in the gauges standing still.
    func measureQueues() async {
        guard metrics.queues.isWatched, let store = store as? any ReadyLaneStore, let overview = try? await store.overview() else { return }
        let living = overview.workers.filter { $0.seenAt.duration(to: overview.now) <= max(.seconds(60), configuration.sweepInterval * 3) }
        guard living.allSatisfy({ $0.id >= id }), let ready = try? await store.readyLanes() else { return }
        metrics.queues.record(ready.lanes, now: ready.now)
    }
}
