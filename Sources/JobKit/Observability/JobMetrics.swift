import Logging
import Metrics
import Synchronization

/// Counters that are created once for each kind and then only incremented; no dimension ever holds a job's id.
final class QueueMetrics: Sendable {
    private let factory: any MetricsFactory
    private let enqueuedByKind = Mutex<[String: Counter]>([:])

    init(factory: any MetricsFactory) {
        self.factory = factory
    }

    /// Counts the stored jobs; a draft whose id the store already had is not counted.
    func enqueued(_ drafts: [JobDraft], _ results: [EnqueueResult]) {
        if drafts.count == 1, let draft = drafts.first, case .enqueued? = results.first { return enqueued(kind: draft.kind, count: 1) }
        // Jobs of one call are mostly of one kind: the kind is compared, not looked up, for each.
        var (kind, count) = ("", 0)
        for (draft, result) in zip(drafts, results) {
            guard case .enqueued = result else { continue }
            if draft.kind != kind {
                if count > 0 { enqueued(kind: kind, count: count) }
                (kind, count) = (draft.kind, 0)
            }
            count += 1
        }
        if count > 0 { enqueued(kind: kind, count: count) }
    }

    private func enqueued(kind: String, count: Int) {
        let counter = enqueuedByKind.withLock { counters in
            if let counter = counters[kind] { return counter }
            let counter = Counter(label: "jobkit.jobs.enqueued", dimensions: [("kind", kind)], factory: factory)
            counters[kind] = counter
            return counter
        }
        counter.increment(by: count)
    }
}

/// A worker's metrics.
struct WorkerMetrics: Sendable {
    /// The outcome of an attempt.
    enum Outcome: String, CaseIterable {
        case completed, retried, failed, cancelled, snoozed, released, lost
    }

    struct Kind: Sendable {
        /// Seconds from the moment the job was due until its handler started.
        let wait: Metrics.Timer
        /// The handler's running time in seconds.
        let duration: Metrics.Timer
        private let outcomes: [Counter]

        init(kind: String, factory: any MetricsFactory) {
            wait = Metrics.Timer(label: "jobkit.attempt.wait", dimensions: [("kind", kind)], factory: factory)
            duration = Metrics.Timer(label: "jobkit.attempt.duration", dimensions: [("kind", kind)], factory: factory)
            outcomes = Outcome.allCases.map {
                Counter(label: "jobkit.attempts", dimensions: [("kind", kind), ("outcome", $0.rawValue)], factory: factory)
            }
        }

        func ended(_ outcome: Outcome) {
            outcomes[Outcome.allCases.firstIndex(of: outcome) ?? 0].increment()
        }
    }

    /// By kind; only kinds that the worker handles.
    let kinds: [String: Kind]
    /// The number of handlers that run now.
    let running: Gauge
    /// Claims that were lost to another worker or to the sweep.
    let leasesLost: Counter
    /// Calls of the store that failed, by verb.
    let storeErrors: [String: Counter]
    /// Jobs that this worker's sweep took back from a lapsed lease.
    let rescued: Counter
    /// Jobs that this worker's sweep expired.
    let expired: Counter
    /// Finished jobs that this worker's sweep removed.
    let pruned: Counter
    /// The ready jobs of the store, by queue.
    let queues: LineGauges

    static let verbs = ["prepare", "claim", "apply", "renew", "sweep"]

    /// - Parameter worker: the id that the service has given; a random id would make a new series at each start.
    init(kinds: [String], worker: String?, factory: any MetricsFactory) {
        self.kinds = Dictionary(uniqueKeysWithValues: kinds.map { ($0, Kind(kind: $0, factory: factory)) })
        running = Gauge(label: "jobkit.attempts.running", dimensions: worker.map { [("worker", $0)] } ?? [], factory: factory)
        leasesLost = Counter(label: "jobkit.leases.lost", dimensions: [], factory: factory)
        storeErrors = Dictionary(
            uniqueKeysWithValues: Self.verbs.map {
                ($0, Counter(label: "jobkit.store.errors", dimensions: [("verb", $0)], factory: factory))
            })
        rescued = Counter(label: "jobkit.jobs.rescued", dimensions: [], factory: factory)
        expired = Counter(label: "jobkit.jobs.expired", dimensions: [], factory: factory)
        pruned = Counter(label: "jobkit.jobs.pruned", dimensions: [], factory: factory)
        queues = LineGauges(factory: factory)
    }

    /// Counts the error and logs it.
    func storeFailed(_ error: any Error, verb: String, retrying: Bool, worker: String, _ logger: Logger) {
        storeErrors[verb]?.increment()
        logger.error(
            "The store could not \(verb)\(retrying ? "; trying again" : "")",
            metadata: [LogKeys.worker: "\(worker)", LogKeys.error: "\(error)"])
    }
}
