/// A store that can say what is ready, and since when. Workers measure queues by it; without it, a store's queues are not measured.
public protocol ReadyLaneStore: JobStore {
    /// What is ready by the store's clock, by queue and kind, those of paused queues too; and what that clock shows.
    ///
    /// Changes nothing, and may read every job that is ready: asked by one worker of the store at each of its sweeps.
    func readyLanes() async throws -> (lanes: [ReadyLane], now: Timestamp)
}

/// The jobs of one queue and kind that are ready.
public struct ReadyLane: Sendable, Hashable {
    /// The queue of all of them.
    public var queue: String
    /// Their kind.
    public var kind: String
    /// How many there are.
    public var count: Int
    /// When the one that has waited longest was due.
    public var oldestDue: Timestamp

    /// A lane with these values; stores make them.
    public init(queue: String, kind: String, count: Int, oldestDue: Timestamp) {
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
