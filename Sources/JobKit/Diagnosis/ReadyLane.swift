/// The jobs of one queue and kind that are ready.
package struct ReadyLane: Sendable, Hashable {
    package var queue: String
    package var kind: String
    package var count: Int
    /// When the one that has waited longest was due.
    package var oldestDue: Timestamp

    package init(queue: String, kind: String, count: Int, oldestDue: Timestamp) {
        self.queue = queue
        self.kind = kind
        self.count = count
        self.oldestDue = oldestDue
    }
}

extension [ReadyLane] {
    /// Databases may tell apart what Swift takes for the same name.
    package var merged: [ReadyLane] {
        var lanes: [[String]: ReadyLane] = [:]
        for lane in self {
            guard let known = lanes[[lane.queue, lane.kind]] else {
                lanes[[lane.queue, lane.kind]] = lane
                continue
            }
            lanes[[lane.queue, lane.kind]]?.count += lane.count
            lanes[[lane.queue, lane.kind]]?.oldestDue = Swift.min(known.oldestDue, lane.oldestDue)
        }
        return lanes.values.sorted { ($0.queue, $0.kind) < ($1.queue, $1.kind) }
    }
}
