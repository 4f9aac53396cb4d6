import Metrics
import Synchronization

/// The number of ready jobs in each queue, and the age of the oldest: two gauges a queue, created when the queue is first seen.
final class LineGauges: Sendable {
    private struct Gauges {
        let ready: Gauge
        let age: Gauge
    }

    private let factory: any MetricsFactory
    private let byQueue = Mutex<[String: Gauges]>([:])

    init(factory: any MetricsFactory) {
        self.factory = factory
    }

    /// Whether the metrics have a backend: a measurement reads every ready job.
    var isWatched: Bool { !(factory is NOOPMetricsHandler) }

    func record(_ lanes: [ReadyLane], now: Timestamp) {
        var found: [String: (count: Int, oldest: Timestamp)] = [:]
        for lane in lanes {
            let known = found[lane.queue] ?? (0, lane.oldestDue)
            found[lane.queue] = (known.count + lane.count, min(known.oldest, lane.oldestDue))
        }
        byQueue.withLock { gauges in
            for queue in found.keys where gauges[queue] == nil { gauges[queue] = make(queue) }
            // A queue that has become empty is reported as empty.
            for (queue, gauge) in gauges {
                gauge.ready.record(found[queue]?.count ?? 0)
                gauge.age.record(found[queue].map { max(0, $0.oldest.duration(to: now).inSeconds) } ?? 0)
            }
        }
    }

    private func make(_ queue: String) -> Gauges {
        Gauges(
            ready: Gauge(label: "jobkit.queue.ready", dimensions: [("queue", queue)], factory: factory),
            age: Gauge(label: "jobkit.queue.oldest.seconds", dimensions: [("queue", queue)], factory: factory))
    }
}
